package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// row is one line of the table: where the load goes and with what.
type row struct {
	name     string
	url      string
	headers  map[string]string
	body     string // POSTed when it is not empty
	pid      int    // whose processor time is counted, with its children's; 0 = nobody's
	measured []measurement
}

type measurement struct {
	perSecond float64
	p50, p99  string
	cpuUS     float64 // processor time of the server per call, in microseconds; steadier than requests/s on a busy machine
	failed    int
}

var (
	wrkRate   = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	wrkP50    = regexp.MustCompile(`\s50%\s+(\S+)`)
	wrkP99    = regexp.MustCompile(`\s99%\s+(\S+)`)
	wrkCount  = regexp.MustCompile(`(\d+) requests in`)
	wrkFailed = regexp.MustCompile(`Non-2xx or 3xx responses: (\d+)`)
)

// measure runs wrk once against a row.
func (b *bench) measure(ctx context.Context, r *row) (measurement, error) {
	args := []string{"-t2", "-c" + strconv.Itoa(b.connections), "-d" + strconv.Itoa(b.seconds) + "s", "--latency"}
	for name, value := range r.headers {
		args = append(args, "-H", name+": "+value)
	}
	if r.body != "" {
		script := b.dir + "/post.lua"
		text := "wrk.method = \"POST\"\nwrk.body = " + strconv.Quote(r.body) + "\n"
		if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
			return measurement{}, err
		}
		args = append(args, "-s", script)
	}
	before := processorTicks(r.pid)
	out, err := exec.CommandContext(ctx, "wrk", append(args, r.url)...).CombinedOutput()
	if err != nil {
		return measurement{}, fmt.Errorf("wrk: %w: %s", err, out)
	}
	m := measurement{p50: find(wrkP50, out), p99: find(wrkP99, out)}
	m.perSecond, _ = strconv.ParseFloat(find(wrkRate, out), 64)
	m.failed, _ = strconv.Atoi(find(wrkFailed, out))
	if count, _ := strconv.ParseFloat(find(wrkCount, out), 64); count > 0 && r.pid != 0 {
		m.cpuUS = float64(processorTicks(r.pid)-before) * 1e6 / ticksPerSecond / count
	}
	return m, nil
}

func find(pattern *regexp.Regexp, text []byte) string {
	if found := pattern.FindSubmatch(text); found != nil {
		return string(found[1])
	}
	return ""
}

// median is the measurement in the middle by throughput; failures are summed, so that none is lost.
func median(all []measurement) measurement {
	if len(all) == 0 {
		return measurement{}
	}
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b measurement) int {
		switch {
		case a.perSecond < b.perSecond:
			return -1
		case a.perSecond > b.perSecond:
			return 1
		}
		return 0
	})
	m := sorted[len(sorted)/2]
	m.failed = 0
	for _, one := range all {
		m.failed += one.failed
	}
	return m
}

// resident is a process's memory in MB, or "?".
func resident(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "?"
	}
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmRSS:" {
			kb, _ := strconv.Atoi(fields[1])
			return fmt.Sprintf("%d MB", kb/1024)
		}
	}
	return "?"
}

// ticksPerSecond is the kernel's USER_HZ, 100 on every Linux that Go runs on.
const ticksPerSecond = 100

// processorTicks is the time that a process and its living children have spent on processors, user and system.
func processorTicks(pid int) int {
	if pid == 0 {
		return 0
	}
	total := ownTicks(pid)
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, child := range strings.Fields(string(children)) {
		if id, err := strconv.Atoi(child); err == nil {
			total += ownTicks(id)
		}
	}
	return total
}

// ownTicks reads utime and stime, fields 14 and 15 of proc(5)'s stat, which follow the name in parentheses.
func ownTicks(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, found := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	if !found || len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

func (m measurement) cpuText() string {
	if m.cpuUS == 0 {
		return ""
	}
	return fmt.Sprintf("%.1fus", m.cpuUS)
}
