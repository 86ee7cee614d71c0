package usage

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func drained(r *Recorder) (events []Event) {
	chunks := r.drain()
	for _, chunk := range chunks {
		events = append(events, *chunk...)
	}
	r.recycle(chunks)
	return events
}

func TestEverythingRecordedAtOnceIsDrainedExactlyOnce(t *testing.T) {
	r := NewRecorder(4)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 2000 {
				r.Record(Event{At: int64(g*2000 + i)})
			}
		})
	}
	wg.Wait()
	got := drained(r)
	slices.SortFunc(got, func(a, b Event) int { return int(a.At - b.At) })
	require.Len(t, got, 16000)
	for i, e := range got {
		require.EqualValues(t, i, e.At)
	}
	require.Zero(t, r.Dropped())
	require.Empty(t, drained(r))
}

func TestAFullRecorderCountsWhatItDrops(t *testing.T) {
	r := NewRecorder(1)
	for range chunksMaxShard*chunkEvents + 7 {
		r.Record(Event{})
	}
	require.EqualValues(t, 7, r.Dropped())
	require.Len(t, drained(r), chunksMaxShard*chunkEvents)
	r.Record(Event{})
	require.Len(t, drained(r), 1)
}

func TestPercentilesAreWithinATenthOfTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var all []int64
	h := histogram{}
	for range 20000 {
		us := int64(100 + random.ExpFloat64()*30000)
		all = append(all, us)
		h.add(bandOf(us), 1)
	}
	slices.Sort(all)
	for _, q := range []float64{0.5, 0.95, 0.99} {
		truth := float64(all[int(q*float64(len(all)))])
		require.InEpsilon(t, truth, float64(h.percentile(q)), 0.1, "%v", q)
	}
	require.Zero(t, histogram{}.percentile(0.5))
}

func TestABandHoldsExactlyWhatIsUpToItsEdge(t *testing.T) {
	require.Equal(t, 0, bandOf(0))
	require.Equal(t, 0, bandOf(50))
	require.Equal(t, 1, bandOf(51))
	require.Equal(t, 4, bandOf(100))
	require.Equal(t, 5, bandOf(101))
	require.Equal(t, bandMax, bandOf(1<<60))
}

func BenchmarkRecord(b *testing.B) {
	r := NewRecorder(2)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.Record(Event{TokenID: "tok_0123456789abcdef", Status: 200})
		}
	})
}

func TestADenialLeadsToThePageThatMendsIt(t *testing.T) {
	d := Decision{AppID: "app_1", TokenID: "tok_1", Environment: "live", Operation: "sellTicket", Checks: []Check{
		{Name: "network", Asked: "203.0.113.9"}, {Name: "origin", Asked: "https://shop.example"}, {Name: "scope", Asked: "museum:tickets:write", Held: "museum:tickets:read"},
	}}
	for _, c := range []struct{ code, label, link string }{
		{"grant_missing", "Ask for access", "/requests/new?api=museum&app=app_1&environment=live&operation=sellTicket&scopes=museum%3Atickets%3Awrite"},
		{"scope_missing", "Give the token this scope", "/tokens/tok_1?scopes=museum%3Atickets%3Awrite"},
		{"network_denied", "Add this network", "/tokens/tok_1?network=203.0.113.9"},
		{"origin_denied", "Add this origin", "/tokens/tok_1?origin=https%3A%2F%2Fshop.example"},
		{"token_expired", "Make a new token", "/apps/app_1/tokens/new?environment=live"},
		{"token_rotated", "Open the token", "/tokens/tok_1"},
		{"tls_required", "Rotate the token", "/tokens/tok_1"},
		{"rate_limited", "Ask for another plan", "/requests/new?api=museum&app=app_1&environment=live"},
		{"proof_invalid", "See how proofs are made", "/guides/oauth#part-bind-tokens-to-a-key"},
		{"operation_unknown", "Open the reference", "/apis/museum/reference"},
	} {
		d.Code = c.code
		label, link, ok := d.fix("museum", 2)
		require.True(t, ok, c.code)
		require.Equal(t, c.label, label, c.code)
		require.Equal(t, c.link, link, c.code)
	}
	d.Code, d.Checks[2].Held = "scope_missing", "token: museum:tickets:write; grant: museum:tickets:read"
	label, link, _ := d.fix("museum", 2)
	require.Equal(t, "Ask for the scope", label)
	require.Equal(t, "/requests/new?api=museum&app=app_1&environment=live&operation=sellTicket&scopes=museum%3Atickets%3Awrite", link)
	d.TokenID = "con_1"
	label, _, _ = d.fix("museum", 2)
	require.Equal(t, "Ask for access", label)
	d.Code = "network_denied"
	_, _, ok := d.fix("museum", 2)
	require.False(t, ok)
	_, _, ok = Decision{Code: "token_unknown"}.fix("", 2)
	require.False(t, ok)
	for _, code := range []string{"rate_limited", "quota_exhausted"} {
		_, _, ok = Decision{Code: code, AppID: "app_1"}.fix("museum", 1)
		require.False(t, ok, "there is no other plan to ask for")
	}
}
