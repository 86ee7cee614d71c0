package document

import (
	"encoding/json"
	"runtime"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestImportFindsEveryOperationOfTheRealDocuments(t *testing.T) {
	want := map[string][3]int{ // operations, webhooks, at least so many schemas
		"github.json": {1223, 270, 969}, "stripe.json": {594, 0, 1454}, "kubernetes.v2.json": {1202, 0, 862},
		"museum.v31.yaml": {8, 1, 22}, "petstore.v30.yaml": {3, 0, 3}, "petstore-minimal.v2.json": {1, 0, 1},
		"uber.v2.json": {5, 0, 6}, "callback-example.v30.yaml": {1, 0, 0}, "webhook-example.v31.yaml": {0, 1, 1},
		"link-example.v30.json": {6, 0, 3}, "tags-example.v32.yaml": {4, 0, 0}, "tictactoe.v31.yaml": {3, 1, 6},
		"circular-tests.yaml": {1, 0, 9}, "gitea.v2.json": {482, 0, 222}, "adyen-webhooks-v1.json": {0, 48, 115},
		"twilio-api-v2010.json": {197, 0, 148}, "digitalocean": {600, 0, 500}, "nested-files": {3, 0, 1},
		"nested-files-418": {1, 0, 0}, "circular-cross-file": {2, 0, 2}, "petstore-separate": {4, 0, 3},
	}
	for name, source := range realDocuments(t) {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			b, err := Import(t.Context(), source, Limits{})
			took := time.Since(began)
			require.NoError(t, err)
			report(t, b, took)
			counts, known := want[name]
			require.True(t, known, "say what this document holds")
			if name == "digitalocean" {
				require.Greater(t, b.Counts.Operations, counts[0])
			} else {
				require.Equal(t, counts[:2], []int{b.Counts.Operations, b.Counts.Webhooks})
			}
			require.GreaterOrEqual(t, b.Counts.Schemas, counts[2])
			sound(t, b)
		})
	}
}

// report logs the figures of one import and its findings by rule.
func report(t *testing.T, b *Bundle, took time.Duration) {
	t.Helper()
	rules := map[string]int{}
	for _, f := range b.Findings {
		rules[string(f.Severity)+" "+f.Rule]++
	}
	largest, total := 0, 0
	for id := range b.bodies {
		n := len(b.OperationChunk(id))
		largest, total = max(largest, n), total+n
	}
	t.Logf("%d ms, %d operations, %d webhooks, %d schemas, %d nodes, chunks %d kB in all, largest %d kB, findings %v",
		took.Milliseconds(), b.Counts.Operations, b.Counts.Webhooks, b.Counts.Schemas, b.Counts.Nodes, total>>10, largest>>10, rules)
}

// sound checks that all parts of a bundle are JSON and that no reference in them leads nowhere.
func sound(t *testing.T, b *Bundle) {
	t.Helper()
	require.True(t, json.Valid(b.Bundled()))
	require.True(t, json.Valid(b.IndexJSON()))
	ids := map[string]bool{}
	for _, o := range append(append([]Operation(nil), b.Operations()...), b.Webhooks()...) {
		require.False(t, ids[o.ID], o.ID)
		ids[o.ID] = true
		chunk, err := ParseJSON(b.OperationChunk(o.ID))
		require.NoError(t, err, o.ID)
		closed(t, chunk, chunk, o.ID)
	}
	for _, name := range b.SchemaNames() {
		chunk, err := ParseJSON(b.SchemaChunk(name))
		require.NoError(t, err, name)
		closed(t, chunk, chunk, name)
	}
}

func closed(t *testing.T, root, n *Node, where string) {
	t.Helper()
	if ref, ok := n.ref(); ok && strings.HasPrefix(ref, schemasPrefix) {
		require.True(t, root.True("partial") || root.At(ref[1:]) != nil, "%s: %s", where, ref)
	}
	for _, m := range n.Members {
		closed(t, root, m.Value, where)
	}
}

func TestImportIsTheSameEveryTime(t *testing.T) {
	for _, name := range []string{"museum.v31.yaml", "gitea.v2.json", "stripe.json"} {
		first, err := Import(t.Context(), single(t, name), Limits{})
		require.NoError(t, err)
		second, err := Import(t.Context(), single(t, name), Limits{})
		require.NoError(t, err)
		require.Equal(t, first.HashHex(), second.HashHex())
		require.Equal(t, string(first.IndexJSON()), string(second.IndexJSON()))
	}
}

func BenchmarkImport(b *testing.B) {
	documents := realDocuments(b)
	names := make([]string, 0, len(documents))
	for name := range documents {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bundle, err := Import(b.Context(), documents[name], Limits{})
				require.NoError(b, err)
				runtime.KeepAlive(bundle)
			}
		})
	}
}
