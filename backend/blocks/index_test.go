package blocks

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

func tableOf(lists ...string) *table {
	b := &tableBuilder{}
	for i, text := range lists {
		b.add(fmt.Sprint("list", i), &tally{}, readNetworks([]byte(text)).ranges)
	}
	return b.build()
}

func TestAnAddressIsFoundExactlyWhereSomeNetworkHoldsIt(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var all []netip.Prefix
		b := &tableBuilder{}
		for owner := range 3 {
			var r ranges
			for range random.IntN(60) {
				p := randomPrefix(random)
				all = append(all, p)
				r.addPrefix(p)
			}
			r.merge()
			stored, err := decodeRanges(r.encode())
			require.NoError(t, err)
			b.add(fmt.Sprint(owner), &tally{}, stored)
		}
		x := b.build()
		for range 300 {
			a := randomAddress(random)
			if len(all) > 0 && random.IntN(2) == 0 { // the edges of a network are where mistakes are
				p := all[random.IntN(len(all))]
				a = []netip.Addr{p.Addr(), lastOf(p), p.Addr().Prev(), lastOf(p).Next()}[random.IntN(4)]
				if !a.IsValid() {
					continue
				}
			}
			want := false
			for _, p := range all {
				want = want || p.Contains(a)
			}
			_, found := x.find(a)
			require.Equal(t, want, found, "%s in %v", a, all)
		}
	}
}

// randomPrefix and randomAddress stay in a small corner, so that networks overlap, touch and hold each other.
func randomPrefix(r *rand.Rand) netip.Prefix {
	a := randomAddress(r)
	p, _ := a.Prefix(a.BitLen() - r.IntN(9) - 60*(a.BitLen()/128)*r.IntN(2))
	return p
}

func randomAddress(r *rand.Rand) netip.Addr {
	if r.IntN(2) == 0 {
		return netip.AddrFrom4([4]byte{255, 255, 255 - byte(r.IntN(2)), byte(r.IntN(256))})
	}
	b := [16]byte{0x20, 0x01, 0x0d, 0xb8}
	if r.IntN(2) == 0 { // around the edge of a /64
		b[7], b[8], b[15] = byte(r.IntN(3)), byte(r.IntN(2))*0xff, byte(r.IntN(2))*0xff
	} else {
		b[14], b[15] = byte(r.IntN(2)), byte(r.IntN(256))
	}
	return netip.AddrFrom16(b)
}

func TestWhereListsClaimTheSameAddressItHasOneOwner(t *testing.T) {
	x := tableOf("10.0.0.0/8\n2001:db8::/32", "10.1.0.0/16\n11.0.0.0-11.0.0.9\n9.255.0.0-10.0.0.5")
	for address, want := range map[string]string{"10.1.2.3": "list0", "11.0.0.9": "list1", "9.255.0.1": "list1", "2001:db8::1": "list0"} {
		owner, found := x.find(netip.MustParseAddr(address))
		require.True(t, found, address)
		require.Equal(t, want, x.owners[owner], address)
	}
	_, found := x.find(netip.MustParseAddr("11.0.0.10"))
	require.False(t, found)
}

func TestListsAreReadAsTheyArePublished(t *testing.T) {
	r := readNetworks([]byte("\ufeff# a comment\n10.0.0.0/8 ; SBL1\n\n192.0.2.7\n\"198.51.100.0/24\",2026,spam\n203.0.113.1 - 203.0.113.9\r\n2001:db8::/32\n::ffff:192.0.2.8\nnonsense\n10.0.0.1-9.0.0.1\n1.2.3.4/33\nfe80::1%eth0\n"))
	require.Equal(t, 6, r.lines)
	require.Equal(t, 4, r.mistakes)
	require.Equal(t, `line 9: "nonsense"`, r.first[0].words())
	require.Equal(t, 5, r.ranges.count(), "192.0.2.7 and .8 touch")
	for _, a := range []string{"10.255.0.1", "192.0.2.8", "198.51.100.255", "203.0.113.9", "2001:db8:ffff::1"} {
		require.True(t, r.ranges.has(netip.MustParseAddr(a)), a)
	}
	require.False(t, r.ranges.has(netip.MustParseAddr("203.0.113.10")))
}

func TestWhatRefusesTooMuchIsSeen(t *testing.T) {
	for text, want := range map[string][2]bool{
		"10.0.0.0/8": {false, false}, "10.0.0.0/7": {true, false}, "10.0.0.0/8\n11.0.0.0/8": {true, false}, "2001::/16": {false, false}, "2000::/15": {true, false},
		"0.0.0.0/0": {true, true}, "0.0.0.0/1\n128.0.0.0/1": {true, true}, "::/0": {true, true}, "": {false, false},
	} {
		r := readNetworks([]byte(text)).ranges
		require.Equal(t, want, [2]bool{r.wide(), r.everything()}, text)
	}
}

func FuzzReadNetworks(f *testing.F) {
	f.Add([]byte("10.0.0.0/8\n::1-::9 x\n# y"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := readNetworks(text)
		back, err := decodeRanges(r.ranges.encode())
		require.NoError(t, err)
		require.Equal(t, r.ranges.count(), back.count())
	})
}

// BenchmarkFind looks addresses up among a million networks; half of them are held. It also tells the bytes for each.
func BenchmarkFind(b *testing.B) {
	const size = 1_000_000
	for family, shortest := range map[string]int{"v4": 29, "v6 to /64": 45, "v6 beyond /64": 109} {
		b.Run(family, func(b *testing.B) {
			random := rand.New(rand.NewPCG(3, 4))
			var r ranges
			asked := make([]netip.Addr, 1<<16)
			for i := range size {
				a := benchAddress(random, family)
				p, _ := a.Prefix(shortest + random.IntN(4))
				r.addPrefix(p)
				if i < len(asked) {
					asked[i] = a
					if i%2 == 0 {
						asked[i] = benchAddress(random, family)
					}
				}
			}
			r.merge()
			m := &matcher{allowed: tableOf("192.0.2.0/24"), single: tableOf("198.51.100.0/24")}
			before := heap()
			lists := &tableBuilder{}
			lists.add("list", &tally{}, r)
			m.lists = lists.build()
			lists = nil
			each := float64(heap()-before) / float64(r.count())
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				m.find(asked[i&(len(asked)-1)])
				i++
			}
			b.ReportMetric(each, "B/network")
		})
	}
}

func benchAddress(r *rand.Rand, family string) netip.Addr {
	if family == "v4" {
		n := r.Uint32()
		return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	}
	b := [16]byte{0x20, 0x01}
	for i := 2; i < 16; i++ {
		b[i] = byte(r.Uint32())
	}
	return netip.AddrFrom16(b)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestSpansOfAnyLengthAreFoundUpToTheLastAddress(t *testing.T) {
	x := tableOf("2000::/3\nfe80::/10\nffff:ffff:ffff:ffff::/64\nfff0::-ffff:fff0::1", "64:ff9b::/96\n100::/64")
	for address, want := range map[string]bool{
		"2000::": true, "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": true, "4000::": false, "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": false, "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff": true, "fec0::": false,
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": true, "ffff:ffff:ffff:fffe::": false, "ffff:fff0::1": true, "ffff:fff0::2": false, "fff0::": true, "::": false,
		"64:ff9b::ffff:ffff": true, "64:ff9b::1:0:0": false, "100::1": true, "100:0:0:1::": false,
	} {
		_, found := x.find(netip.MustParseAddr(address))
		require.Equal(t, want, found, address)
	}
}
