package teams_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
)

func TestAnInvitationSaysTheProvenAddressOfItsSender(t *testing.T) {
	f := open(t, storetest.New(t))
	mallory, _ := f.person(t, "Mallory")
	bob, _ := f.person(t, "Bob")
	team, err := f.Create(mallory, "⚓\ufe0f Harbour")
	require.NoError(t, err)
	require.Equal(t, "⚓ Harbour", team.Name)
	_, err = f.Invite(mallory, team.ID, "bob@example.com", teams.Developer)
	require.NoError(t, err)
	offers, err := f.Offers(bob)
	require.NoError(t, err)
	require.Equal(t, "mallory@example.com", offers[0].ByEmail, "anybody may call themselves Ada")
}
