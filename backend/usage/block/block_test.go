package block_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

// traffic makes records as a busy portal has them: few APIs and operations, many tokens, times close together.
func traffic(n, tokens int, random *rand.Rand) []*block.Record {
	records := make([]*block.Record, n)
	at := int64(1_790_000_000_000_000)
	for i := range records {
		r := &block.Record{}
		at += random.Int64N(80)
		token, operation := random.IntN(tokens), random.IntN(20)
		r.Text = [...]string{
			block.Token: fmt.Sprintf("tok_%020d", token), block.App: fmt.Sprintf("app_%020d", token/3), block.API: "api_museum",
			block.Version: "ver_1", block.Operation: fmt.Sprintf("operation%d", operation), block.Method: "GET",
			block.Route: fmt.Sprintf("/route/%d/{id}", operation), block.Network: fmt.Sprintf("192.0.%d.0/24", token%200),
			block.Agent: "go", block.Environment: "live", block.Door: "gateway", block.Decision: "", block.Code: "", block.Histogram: "",
		}
		latency := int64(300 + random.ExpFloat64()*4000)
		r.Number = [...]int64{
			block.At: at, block.Sequence: int64(i % 1024), block.Status: 200, block.Latency: latency, block.Upstream: latency - 100,
			block.BytesIn: 0, block.BytesOut: 400 + random.Int64N(4000), block.Count: 0, block.Generation: 1 + random.Int64N(3),
		}
		if random.IntN(50) == 0 {
			r.Number[block.Status], r.Text[block.Code], r.Text[block.Decision] = 403, "scope_missing", fmt.Sprintf("dec_%020d", i)
		}
		records[i] = r
	}
	return records
}

func TestWhatGoesIntoABlockComesOut(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 40, 300, 20_000, block.RecordsMax} {
		records := traffic(n, 1+n/3, random)
		for _, fast := range []bool{true, false} {
			data, filter := block.NewEncoder(fast).Encode(records)
			b, err := block.Open(data)
			require.NoError(t, err)
			require.Equal(t, n, b.Len())
			for i := range records {
				var got block.Record
				require.NoError(t, b.Record(i, &got))
				require.Equal(t, *records[i], got)
				require.True(t, block.May(filter, block.Token, got.Text[block.Token]))
			}
		}
	}
}

func TestKeepAnswersExactlyTheRecordsThatPass(t *testing.T) {
	records := traffic(5000, 700, rand.New(rand.NewPCG(3, 4)))
	data, _ := block.NewEncoder(true).Encode(records)
	b, err := block.Open(data)
	require.NoError(t, err)
	token, operation := records[17].Text[block.Token], records[17].Text[block.Operation]
	var want []int
	for i, r := range records {
		if r.Text[block.Token] == token && r.Text[block.Operation] != operation {
			want = append(want, i)
		}
	}
	got, err := b.Keep(nil, block.Token, func(text string) bool { return text == token })
	require.NoError(t, err)
	got, err = b.Keep(got, block.Operation, func(text string) bool { return text != operation })
	require.NoError(t, err)
	require.NotEmpty(t, got)
	require.Equal(t, want, got)
	none, err := b.Keep(nil, block.Token, func(string) bool { return false })
	require.NoError(t, err)
	require.NotNil(t, none)
	require.Empty(t, none)
}

func TestAFilterNeverDeniesWhatIsThereAndRarelyClaimsWhatIsNot(t *testing.T) {
	records := traffic(20_000, 5000, rand.New(rand.NewPCG(5, 6)))
	_, filter := block.NewEncoder(true).Encode(records)
	wrong := 0
	for i := range 10_000 {
		if block.May(filter, block.Token, fmt.Sprintf("tok_other%d", i)) {
			wrong++
		}
	}
	require.Less(t, wrong, 300)
	require.True(t, block.MayStatus(filter, 400, 500))
	require.False(t, block.MayStatus(filter, 502, 503))
}

func TestLongTextsAreCutAndNegativeNumbersAreZero(t *testing.T) {
	r := &block.Record{}
	r.Text[block.Route] = string(make([]byte, block.TextMax+5))
	r.Number[block.Latency] = -3
	data, _ := block.NewEncoder(true).Encode([]*block.Record{r})
	b, err := block.Open(data)
	require.NoError(t, err)
	var got block.Record
	require.NoError(t, b.Record(0, &got))
	require.Len(t, got.Text[block.Route], block.TextMax)
	require.Zero(t, got.Number[block.Latency])
}

// FuzzOpen: whatever the bytes are, reading ends with records or ErrDamaged, never with a panic.
func FuzzOpen(f *testing.F) {
	for _, n := range []int{1, 3, 200} {
		data, _ := block.NewEncoder(true).Encode(traffic(n, 5, rand.New(rand.NewPCG(7, 8))))
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := block.Open(data)
		if err != nil {
			require.ErrorIs(t, err, block.ErrDamaged)
			return
		}
		var r block.Record
		for i := range min(b.Len(), 100) {
			if err := b.Record(i, &r); err != nil {
				require.ErrorIs(t, err, block.ErrDamaged)
				return
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	records := traffic(12_500, 1000, rand.New(rand.NewPCG(9, 10)))
	for name, fast := range map[string]bool{"fast": true, "small": false} {
		b.Run(name, func(b *testing.B) {
			encoder := block.NewEncoder(fast)
			size := 0
			for b.Loop() {
				data, _ := encoder.Encode(records)
				size = len(data)
			}
			b.ReportMetric(float64(size)/float64(len(records)), "bytes/event")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(records)), "ns/event")
		})
	}
}

func BenchmarkFindAToken(b *testing.B) {
	records := traffic(block.RecordsMax, 1000, rand.New(rand.NewPCG(9, 10)))
	data, _ := block.NewEncoder(false).Encode(records)
	for b.Loop() {
		opened, err := block.Open(data)
		require.NoError(b, err)
		_, err = opened.Keep(nil, block.Token, func(text string) bool { return text == records[5].Text[block.Token] })
		require.NoError(b, err)
	}
}

func TestABlockOfTheFirstFormIsRead(t *testing.T) {
	records := traffic(300, 20, rand.New(rand.NewPCG(5, 6)))
	for _, r := range records {
		r.Number[block.Generation] = 0
	}
	data, _ := block.NewEncoder(true).Encode(records)
	// The first form ended before the generations: a column of zeros, compressed, is the last one.
	last := 0
	for cut := 1; cut < 64 && last == 0; cut++ {
		first := append([]byte{1}, data[1:len(data)-cut]...)
		if _, err := block.Open(first); err == nil {
			last = cut
			b, err := block.Open(first)
			require.NoError(t, err)
			for i := range records {
				var got block.Record
				require.NoError(t, b.Record(i, &got))
				require.Equal(t, *records[i], got)
			}
		}
	}
	require.NotZero(t, last)
	_, err := block.Open(append([]byte{1}, data[1:]...))
	require.ErrorIs(t, err, block.ErrDamaged)
}
