//go:build race

package lane

import (
	"errors"
	"syscall"
)

// Under the race detector the standard library's calls are made: it knows that what is written to a socket happens before what
// is read from its other end.

func sysRead(fd int, p []byte) (int, syscall.Errno) {
	for {
		n, err := syscall.Read(fd, p)
		if errno := errnoOf(err); errno != syscall.EINTR {
			return max(0, n), errno
		}
	}
}

func sysWrite(fd int, p []byte) (int, syscall.Errno) {
	for {
		n, err := syscall.Write(fd, p)
		if errno := errnoOf(err); errno != syscall.EINTR {
			return max(0, n), errno
		}
	}
}

func errnoOf(err error) syscall.Errno {
	var errno syscall.Errno
	errors.As(err, &errno)
	return errno
}
