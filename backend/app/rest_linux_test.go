package app

import (
	"os"
	"slices"
	"strings"
	"testing"
)

const mappings = `00400000-00403000 r--p 00000000 fe:00 9979034                            /usr/bin/gatehouse
Rss:                  12 kB
Anonymous:             0 kB
VmFlags: rd mr mw me sd
00403000-01ca7000 r-xp 00003000 fe:00 9979034                            /usr/bin/gatehouse
Rss:               20964 kB
Anonymous:             0 kB
03934000-03937000 r--p 03534000 fe:00 9979034                            /usr/bin/gatehouse
Rss:                  12 kB
Anonymous:             4 kB
03937000-03b79000 rw-p 03537000 fe:00 9979034                            /usr/bin/gatehouse
Anonymous:             0 kB
7f2c9b10a000-7f2c9b260000 r-xp 00026000 fe:00 326269                     /usr/lib/libc.so.6
Anonymous:             0 kB
7f2c9b300000-7f2c9b302000 rw-p 00000000 00:00 0
Anonymous:             0 kB
`

func TestOnlyWhatNobodyEverWroteIsLetGo(t *testing.T) {
	found, err := readOnly(strings.NewReader(mappings), "/usr/bin/gatehouse")
	if err != nil {
		t.Fatal(err)
	}
	if want := []span{{0x400000, 0x403000}, {0x403000, 0x1ca7000}}; !slices.Equal(found, want) {
		t.Errorf("let go of %x, want %x", found, want)
	}
	if _, err := readOnly(strings.NewReader("no mapping at all\n"), "/usr/bin/gatehouse"); err == nil {
		t.Error("a listing that can't be read was taken for an empty one")
	}
}

func TestAProgramRunsOnAfterItsPagesWereLetGo(t *testing.T) {
	file, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if found, err := readOnly(file, program); err != nil || len(found) < 2 {
		t.Fatalf("code and constants of this program: %x, %v", found, err)
	}
	for range 3 {
		if err := letGoOfProgram(); err != nil {
			t.Fatal(err)
		}
	}
}
