package usage

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

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
	got := r.drain(nil)
	slices.SortFunc(got, func(a, b Event) int { return int(a.At - b.At) })
	require.Len(t, got, 16000)
	for i, e := range got {
		require.EqualValues(t, i, e.At)
	}
	require.Zero(t, r.Dropped())
	require.Empty(t, r.drain(nil))
}

func TestAFullRecorderCountsWhatItDrops(t *testing.T) {
	r := NewRecorder(1)
	for range chunksMaxShard*chunkEvents + 7 {
		r.Record(Event{})
	}
	require.EqualValues(t, 7, r.Dropped())
	require.Len(t, r.drain(nil), chunksMaxShard*chunkEvents)
	r.Record(Event{})
	require.Len(t, r.drain(nil), 1)
}

func TestPercentilesAreWithinATenthOfTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var all []int64
	h := histogram{}
	for range 20000 {
		us := int64(100 + random.ExpFloat64()*30000)
		all = append(all, us)
		h[bandOf(us)]++
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

func TestCellsOfASpreadsheetAreInert(t *testing.T) {
	for cell, want := range map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "GET": "GET", "": ""} {
		require.Equal(t, want, inert(cell))
	}
}

func BenchmarkRecord(b *testing.B) {
	r := NewRecorder(2)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.Record(Event{TokenID: "tok_0123456789abcdef", Status: 200})
		}
	})
}

func FuzzCSVCell(f *testing.F) {
	f.Add("=cmd|' /C calc'!A0")
	f.Fuzz(func(t *testing.T, cell string) {
		out := inert(cell)
		if out != "" && slices.Contains([]byte("=+-@\t\r"), out[0]) {
			t.Fatalf("%q became %q", cell, out)
		}
	})
}

func TestADenialLeadsToThePageThatMendsIt(t *testing.T) {
	d := Decision{Code: "grant_missing", AppID: "app_1", TokenID: "tok_1", Environment: "live"}
	_, link, ok := d.fix("museum")
	require.True(t, ok)
	require.Equal(t, "/requests/new?api=museum&app=app_1&environment=live", link)
	d.Code = "scope_missing"
	_, link, ok = d.fix("museum")
	require.True(t, ok)
	require.Equal(t, "/tokens/tok_1", link)
	_, _, ok = Decision{Code: "token_unknown"}.fix("")
	require.False(t, ok)
}
