package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// options of a run.
type options struct {
	seconds, rounds, connections, tokens int
	only                                 string
	profile                              string
	rates                                rates
}

// rates are calls a second.
type rates []int

// String implements flag.Value.
func (r *rates) String() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint([]int(*r)), " ", ","), "[]")
}

// Set implements flag.Value.
func (r *rates) Set(text string) error {
	*r = nil
	for _, part := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' }) {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of calls", part)
		}
		*r = append(*r, n)
	}
	return nil
}

func main() {
	var o options
	role := flag.String("role", "", "what a child process is; set by the benchmark itself")
	flag.IntVar(&o.seconds, "seconds", 3, "length of one measurement")
	flag.IntVar(&o.rounds, "rounds", 3, "interleaved rounds; the median counts")
	flag.IntVar(&o.connections, "connections", 32, "connections of wrk")
	flag.IntVar(&o.tokens, "tokens", 100_000, "tokens in the snapshot")
	flag.StringVar(&o.only, "only", "", "measure rows whose name contains one of these, separated by commas")
	flag.StringVar(&o.profile, "profile", "", "write the gate's CPU profile of the whole run to this file")
	o.rates = rates{1000, 4000}
	flag.Var(&o.rates, "rates", "also measure how long calls take at these numbers of calls a second, separated by commas")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := runRole(ctx, *role, flag.Args(), o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func runRole(ctx context.Context, role string, args []string, o options) error {
	switch role {
	case "upstream":
		return serveUpstream(ctx, args[0])
	case "checker":
		return serveChecker(ctx, args[0], args[1])
	case "bare":
		return serveBare(ctx, args[0], args[1], args[2])
	case "gate":
		return profiled(o.profile, func() error { return serveGate(ctx, args, o.tokens) })
	}
	return orchestrate(ctx, o)
}

// profiled runs serve under the CPU profiler when a file is named.
func profiled(file string, serve func() error) error {
	if file == "" {
		return serve()
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }()
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return serve()
}

// bench is one run: its directory, its processes and where they listen.
type bench struct {
	options
	dir                          string
	children                     []*exec.Cmd
	upstream                     string
	checker                      string
	bare                         string
	gateway                      string
	internal                     string
	token                        string
	verifier                     string
	gatePID, checkerPID, barePID int
}

func orchestrate(ctx context.Context, o options) error {
	if _, err := exec.LookPath("wrk"); err != nil {
		return errors.New("wrk is missing; install it with: apt-get install wrk")
	}
	dir, err := os.MkdirTemp("", "gatehouse-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{options: o, dir: dir}
	defer b.stop()
	if err := b.startOurs(ctx); err != nil {
		return err
	}
	rows := b.rows(ctx)
	for round := range o.rounds {
		for _, r := range rows {
			if !o.wants(r.name) || ctx.Err() != nil {
				continue
			}
			m, err := b.measure(ctx, r)
			if err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			r.measured = append(r.measured, m)
			fmt.Fprintf(os.Stderr, "round %d  %-38s %9.0f/s\n", round+1, r.name, m.perSecond)
		}
	}
	b.print(os.Stdout, rows)
	return b.paced(ctx, os.Stdout, rows)
}

// wants says whether a row is measured.
func (o options) wants(name string) bool {
	return slices.ContainsFunc(strings.Split(o.only, ","), func(part string) bool { return strings.Contains(name, strings.TrimSpace(part)) })
}

// startOurs starts upstream, checker and gate as processes of their own, as they run in earnest.
func (b *bench) startOurs(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b.upstream, b.checker, b.bare, b.gateway, b.internal = freeAddress(), freeAddress(), freeAddress(), freeAddress(), freeAddress()
	keys := filepath.Join(b.dir, "credentials")
	for _, args := range [][]string{
		{"-role", "upstream", b.upstream},
		{"-role", "gate", "-profile", b.profile, "-tokens", strconv.Itoa(b.tokens), b.dir, "http://" + b.upstream, b.gateway, b.internal, keys},
	} {
		if err := b.start(ctx, self, args...); err != nil {
			return err
		}
	}
	b.gatePID = b.lastPID()
	if err := b.wait(ctx, b.upstream, b.gateway, b.internal); err != nil {
		return err
	}
	text, err := os.ReadFile(keys)
	if err != nil {
		return err
	}
	b.token, b.verifier, _ = strings.Cut(strings.TrimSpace(string(text)), " ")
	if err := b.start(ctx, self, "-role", "checker", b.checker, b.token); err != nil {
		return err
	}
	b.checkerPID = b.lastPID()
	if err := b.start(ctx, self, "-role", "bare", b.bare, b.upstream, b.token); err != nil {
		return err
	}
	b.barePID = b.lastPID()
	return b.wait(ctx, b.checker, b.bare)
}

func (b *bench) start(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr, cmd.Stdout = os.Stderr, io.Discard
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", filepath.Base(name), err)
	}
	b.children = append(b.children, cmd)
	return nil
}

// lastPID is the process that was started last.
func (b *bench) lastPID() int { return b.children[len(b.children)-1].Process.Pid }

func (b *bench) stop() {
	for _, cmd := range b.children {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
}

// wait returns when every address accepts connections.
func (b *bench) wait(ctx context.Context, addresses ...string) error {
	deadline := time.Now().Add(60 * time.Second)
	for _, address := range addresses {
		for {
			conn, err := net.DialTimeout("tcp", address, time.Second)
			if err == nil {
				_ = conn.Close()
				break
			}
			if ctx.Err() != nil || time.Now().After(deadline) {
				return fmt.Errorf("%s does not listen: %w", address, err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return nil
}

func freeAddress() string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

func (b *bench) print(w io.Writer, rows []*row) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintf(table, "\npath\trequests/s\tp50\tp99\tCPU/call\tnot 2xx\tof nginx\t\n")
	base := 0.0
	for _, r := range rows {
		if r.name == rowNginx {
			base = median(r.measured).perSecond
		}
	}
	for _, r := range rows {
		if len(r.measured) == 0 {
			continue
		}
		m, share := median(r.measured), ""
		if base > 0 {
			share = fmt.Sprintf("%.2f", m.perSecond/base)
		}
		_, _ = fmt.Fprintf(table, "%s\t%.0f\t%s\t%s\t%s\t%d\t%s\t\n", r.name, m.perSecond, m.p50, m.p99, m.cpuText(), m.failed, share)
	}
	_ = table.Flush()
	_, _ = fmt.Fprintf(w, "\n%d connections, %d s a measurement, medians of %d; gate: %d tokens, %s resident\n",
		b.connections, b.seconds, b.rounds, b.tokens, resident(b.gatePID))
}
