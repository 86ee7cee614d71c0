package catalog

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestAHostIsOneAPIsAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.GatewayURL, f.PortalURL = "https://api.example.com:8443", "https://portal.example.com"
		f.api(t, "museum", Public)
		f.api(t, "zoo", Public)
		set := func(slug, host string) (API, error) {
			return f.ChangeAPI(publisher(t), slug, 0, true, APIPatch{Host: &host})
		}
		for _, bad := range []string{"https://museum.example.com", "museum.example.com:8443", "museum.example.com/x", "*.example.com", "Museum.example.com", "museum",
			"museum.example.com.", "-a.example.com", "a..example.com", "192.0.2.1", "[::1]", "bücher.example.com", "a_b.example.com", " a.example.com",
			strings.Repeat("a.", 130) + "com", strings.Repeat("a", 64) + ".com", "api.example.com", "portal.example.com"} {
			_, err := set("museum", bad)
			require.Equal(t, []string{"/host"}, fieldsOf(t, err), bad)
		}
		made, err := set("museum", "museum.example.com")
		require.NoError(t, err)
		require.Equal(t, "https://museum.example.com:8443", f.AddressOf(made))
		found, err := f.FindAPI(publisher(t), "museum")
		require.NoError(t, err)
		require.Equal(t, "museum.example.com", found.Host)
		_, err = set("zoo", "museum.example.com")
		require.ErrorIs(t, err, ErrHostTaken)
		made, err = set("museum", "")
		require.NoError(t, err)
		require.Equal(t, "https://api.example.com:8443/museum", f.AddressOf(made))
		_, err = set("zoo", "museum.example.com")
		require.NoError(t, err, "a host that was given up may be taken")
	})
}
