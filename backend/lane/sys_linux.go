package lane

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The system calls here never wait, so the runtime need not be told of them: that is a part of what the lane saves.

func sysQuiet(fd int) bool {
	var one [1]byte
	_, _, errno := unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&one[0])), 1, unix.MSG_PEEK|unix.MSG_DONTWAIT, 0, 0)
	return errno == unix.EAGAIN
}

// sysPoll answers the events that are there, 0 on an error, which a wait will show.
func sysPoll(epoll int, events []unix.EpollEvent) int {
	n, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(epoll), uintptr(unsafe.Pointer(unsafe.SliceData(events))), uintptr(len(events)), 0, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(n)
}
