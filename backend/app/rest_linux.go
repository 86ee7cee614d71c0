package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// letGoOfProgram unmaps the pages of the program's code and constants from this process. Running code comes back page by page, by
// a fault that reads nothing from the disk unless the system needed the memory. Nothing can be lost: only mappings are taken that
// nobody may write to, and in which nobody ever did.
func letGoOfProgram() error {
	file, err := os.Open("/proc/self/smaps")
	if err != nil {
		return err
	}
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return errors.Join(err, file.Close())
	}
	spans, err := readOnly(file, program)
	for _, s := range spans {
		if _, _, failed := unix.Syscall(unix.SYS_MADVISE, s.from, s.to-s.from, unix.MADV_DONTNEED); failed != 0 {
			err = errors.Join(err, failed)
		}
	}
	return errors.Join(err, file.Close())
}

// span is a part of the address space, from included, to excluded.
type span struct{ from, to uintptr }

// readOnly answers the mappings of the file at path that nobody may write to and of which no page is the process's own copy, as
// proc_pid_smaps(5) lists them.
func readOnly(smaps io.Reader, path string) ([]span, error) {
	var found []span
	var at span
	candidate := false
	for lines := bufio.NewScanner(smaps); ; {
		if !lines.Scan() {
			return found, lines.Err()
		}
		line := lines.Text()
		if field, kilobytes, detail := strings.Cut(line, ":"); detail && !strings.Contains(field, " ") {
			if candidate && field == "Anonymous" && strings.TrimSpace(kilobytes) == "0 kB" {
				found = append(found, at)
			}
			continue
		}
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &at.from, &at.to, &rights); err != nil {
			return nil, fmt.Errorf("read smaps: %q: %w", line, err)
		}
		candidate = strings.HasPrefix(rights, "r-") && strings.HasSuffix(line, " "+path)
	}
}
