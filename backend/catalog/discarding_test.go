package catalog

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// endless reads a document until it is told to stop.
type endless struct {
	begun chan struct{}
	begin func(func(document.Stage))
}

func (e endless) Digest(ctx context.Context, source digest.Source) (digest.Result, error) {
	e.begun <- struct{}{}
	if e.begin != nil {
		e.begin(source.Begin)
	}
	<-ctx.Done()
	return digest.Result{}, ctx.Err()
}

func TestDeletingAVersionEndsItsImport(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		api := f.api(t, "museum", Public)
		reader := endless{begun: make(chan struct{}, 1)}
		f.Digester = reader
		v, err := f.StartImport(publisher(t), "museum", Import{Label: "1.0.0", Text: museum})
		require.NoError(t, err)
		ended := make(chan error, 1)
		go func() { ended <- f.runImport(t.Context(), v.ID) }()
		<-reader.begun
		require.ErrorIs(t, f.DiscardVersion(developer(t), "museum", "1.0.0"), ErrAPINotFound)
		require.NoError(t, f.DiscardVersion(publisher(t), "museum", "1.0.0"))
		require.NoError(t, <-ended, "the job is done and not tried again")
		_, err = f.Version(publisher(t), "museum", v.ID)
		require.ErrorIs(t, err, ErrVersionNotFound)
		require.ErrorIs(t, f.DiscardVersion(publisher(t), "museum", "1.0.0"), ErrVersionNotFound)
		require.NoError(t, f.runImport(t.Context(), v.ID))

		f.Digester = digest.InProcess{}
		again := f.imported(t, "museum", Import{Label: "1.0.0", Text: museum})
		require.Equal(t, Draft, again.State)
		require.NoError(t, f.DiscardVersion(publisher(t), "museum", "1.0.0"), "a draft that nobody has seen")
		failed := f.imported(t, "museum", Import{Label: "1.0.0", Text: "{"})
		require.Equal(t, Failed, failed.State)
		require.NoError(t, f.DiscardVersion(publisher(t), "museum", failed.ID))
		left, err := f.repo.listVersions(t.Context(), api.ID)
		require.NoError(t, err)
		require.Empty(t, left)
	})
}

func TestAnotherNodesImportEndsWithItsNextStage(t *testing.T) {
	s := storetest.New(t)
	f, other := open(s), open(s)
	f.api(t, "museum", Public)
	gone := make(chan struct{}, 1)
	reader := endless{begun: make(chan struct{}, 1), begin: func(stage func(document.Stage)) { <-gone; stage(document.StageResolve) }}
	f.Digester = reader
	v, err := f.StartImport(publisher(t), "museum", Import{Label: "1.0.0", Text: museum})
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- f.runImport(t.Context(), v.ID) }()
	<-reader.begun
	require.NoError(t, other.DiscardVersion(publisher(t), "museum", v.ID))
	gone <- struct{}{}
	require.NoError(t, <-ended)
}

func TestAVersionThatWasPublishedIsNotDeleted(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	require.ErrorIs(t, f.DiscardVersion(publisher(t), "museum", "1.0.0"), ErrWasPublished)
	_, err := f.Retire(publisher(t), "museum", "1.0.0")
	require.NoError(t, err)
	require.ErrorIs(t, f.DiscardVersion(publisher(t), "museum", "1.0.0"), ErrWasPublished)
}
