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
	measured []measurement
}

type measurement struct {
	perSecond float64
	p50, p99  string
	failed    int
}

var (
	wrkRate   = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	wrkP50    = regexp.MustCompile(`\s50%\s+(\S+)`)
	wrkP99    = regexp.MustCompile(`\s99%\s+(\S+)`)
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
	out, err := exec.CommandContext(ctx, "wrk", append(args, r.url)...).CombinedOutput()
	if err != nil {
		return measurement{}, fmt.Errorf("wrk: %w: %s", err, out)
	}
	m := measurement{p50: find(wrkP50, out), p99: find(wrkP99, out)}
	m.perSecond, _ = strconv.ParseFloat(find(wrkRate, out), 64)
	m.failed, _ = strconv.Atoi(find(wrkFailed, out))
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
