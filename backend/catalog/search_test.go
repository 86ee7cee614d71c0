package catalog

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func titles(t *testing.T, f fixture, text string) []string {
	t.Helper()
	hits, err := f.Search(t.Context(), text)
	require.NoError(t, err)
	found := make([]string, len(hits))
	for i, h := range hits {
		found[i] = h.Kind + " " + h.Title
	}
	return found
}

func TestSearchFindsTheBestFirstAndForgivesSlips(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.published(t, "museum", Public)
		f.AlsoFind(func(_ context.Context, q Query) ([]Hit, error) {
			return Matching(q, []Hit{Hit{Kind: "guide", Title: "Quickstart", Link: "/guides/quickstart"}.About("Buy your first ticket")}), nil
		})
		require.Equal(t, "api MUSEUM", titles(t, f, "museum")[0])
		require.Equal(t, []string{"schema Ticket", "operation Buy a ticket", "operation List tickets", "guide Quickstart"}, titles(t, f, "ticket"))
		require.Equal(t, "operation Buy a ticket", titles(t, f, "planetarium")[0])
		require.Equal(t, "operation Opening hours", titles(t, f, "GET /hours")[0])
		require.Equal(t, "operation Opening hours", titles(t, f, "openign")[0], "two letters swapped")
		require.Equal(t, "operation Buy a ticket", titles(t, f, "planatarium")[0], "a letter changed")
		require.Equal(t, []string{"operation Buy a ticket", "guide Quickstart"}, titles(t, f, "ticket buy"), "every word counts")
		require.Empty(t, titles(t, f, "zebra"))
		require.Empty(t, titles(t, f, "  "))
		require.Empty(t, titles(t, f, "%"))
		require.Empty(t, titles(t, f, "' OR 1=1 --"))
		hits, err := f.Search(t.Context(), "list tickets")
		require.NoError(t, err)
		require.Equal(t, "GET", hits[0].Method)
		require.Equal(t, "/apis/museum/reference/listTickets", hits[0].Link)
	})
}

func TestOneMistakeInAWordIsForgiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{5,12}`).Draw(t, "word")
		at := rapid.IntRange(0, len(word)-2).Draw(t, "at")
		typed := []string{word[:at] + word[at+1:], word[:at] + "q" + word[at:], word[:at] + "q" + word[at+1:]}
		typo := rapid.SampledFrom(typed).Draw(t, "typo")
		if !close(word, typo) {
			t.Fatalf("%q was not recognised as %q", typo, word)
		}
		kept := false
		for _, piece := range fragments(typo) {
			kept = kept || strings.Contains(word, piece)
		}
		if !kept {
			t.Fatalf("no fragment of %q is left in %q", typo, word)
		}
	})
}

func TestThePortalsOwnAPIIsRefreshedOnlyWhenItsDocumentChanged(t *testing.T) {
	s := storetest.New(t)
	f := open(s)
	ctx := reqinfo.AsSystem(t.Context(), "start")
	first, second := []byte(museum), []byte(strings.Replace(museum, "List tickets", "List all tickets", 1))
	require.NoError(t, f.EnsurePortalAPI(ctx, first))
	api, err := f.FindAPI(t.Context(), PortalSlug)
	require.NoError(t, err)
	require.Equal(t, Published, api.State)
	require.NoError(t, f.EnsurePortalAPI(ctx, first))
	same, err := f.FindAPI(t.Context(), PortalSlug)
	require.NoError(t, err)
	require.Equal(t, api.Version, same.Version)
	require.NoError(t, f.EnsurePortalAPI(ctx, second))
	changed, err := f.FindAPI(t.Context(), PortalSlug)
	require.NoError(t, err)
	require.NotEqual(t, api.CurrentLabel, changed.CurrentLabel)
	versions, err := f.Versions(publisher(t), PortalSlug)
	require.NoError(t, err)
	require.Len(t, versions.Items, 1)
	require.ErrorIs(t, f.RemoveAPI(publisher(t), PortalSlug), ErrBuiltIn)
}

func TestImportNowIsDoneWhenItReturns(t *testing.T) {
	f := open(storetest.New(t))
	f.api(t, "museum", Public)
	files := map[string][]byte{"museum.yaml": []byte(museum)}
	v, err := f.ImportNow(t.Context(), "museum", "1.0.0", files)
	require.NoError(t, err)
	require.Equal(t, Draft, v.State)
	again, err := f.ImportNow(t.Context(), "museum", "1.0.0", files)
	require.NoError(t, err)
	require.Equal(t, v.ID, again.ID)
	_, err = f.ImportNow(t.Context(), "museum", "1.0.0", map[string][]byte{"other.yaml": []byte("openapi: 3.1.0")})
	require.ErrorIs(t, err, ErrLabelTaken)
	_, err = f.ImportNow(t.Context(), "museum", "2.0.0", map[string][]byte{"broken.yaml": []byte("nothing")})
	require.ErrorIs(t, err, ErrImportFailed)
}

func TestSearchForgetsIndexesRatherThanGrowWithoutEnd(t *testing.T) {
	var p partIndexes
	for _, key := range []string{"a", "b", "c"} {
		p.put(key, &partIndex{size: indexBytesMax / 2})
	}
	require.NotNil(t, p.get("c"), "what was read last stays")
	require.LessOrEqual(t, p.size, indexBytesMax)
	require.Len(t, p.kept, 2)
}

func TestTheFirstSearchesAtOnceMakeAnIndexOnce(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	var all sync.WaitGroup
	made := make([]*partIndex, 16)
	for i := range made {
		all.Go(func() {
			apis, err := f.repo.searchedAPIs(t.Context(), audience{})
			if err == nil && len(apis) == 1 {
				made[i], _ = f.partsOf(t.Context(), apis[0])
			}
		})
	}
	all.Wait()
	for _, x := range made {
		require.NotNil(t, x)
		require.Same(t, made[0], x)
	}
}
