package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// pacedRows are compared at fixed rates: what a gate adds to a call shows there, and not where everything is at its limit.
var pacedRows = []string{"upstream alone", rowNginx, "Gatehouse gateway, everything on"}

// paced calls at fixed rates and prints how long calls took, and how much longer than the direct call.
func (b *bench) paced(ctx context.Context, w io.Writer, rows []*row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintf(table, "\ncalls/s\tpath\tp50 µs\tp99 µs\tadded p50\tadded p99\tfailed\t\n")
	for _, rate := range b.rates {
		var direct calls
		for _, name := range pacedRows {
			i := slices.IndexFunc(rows, func(r *row) bool { return r.name == name })
			if i < 0 {
				continue
			}
			all := make([]calls, b.rounds)
			for round := range all {
				var err error
				if all[round], err = rows[i].pace(ctx, rate, b.connections, time.Duration(b.seconds)*time.Second); err != nil {
					return fmt.Errorf("%s at %d calls/s: %w", name, rate, err)
				}
			}
			slices.SortFunc(all, func(a, b calls) int { return int(a.p99 - b.p99) })
			m := all[len(all)/2]
			added := "\t"
			if i == 0 {
				direct = m
			} else {
				added = fmt.Sprintf("%d\t%d", (m.p50 - direct.p50).Microseconds(), (m.p99 - direct.p99).Microseconds())
			}
			_, _ = fmt.Fprintf(table, "%d\t%s\t%d\t%d\t%s\t%d\t\n", rate, name, m.p50.Microseconds(), m.p99.Microseconds(), added, m.failed)
		}
	}
	return table.Flush()
}

// calls are how long the calls of one run took.
type calls struct {
	p50, p99 time.Duration
	failed   int
}

// pace calls a row at a steady rate over some connections. A call that can't leave in time because the one before it is
// still out counts from the moment at which it should have left.
func (r *row) pace(ctx context.Context, rate, connections int, length time.Duration) (calls, error) {
	u, err := url.Parse(r.url)
	if err != nil {
		return calls{}, err
	}
	var head strings.Builder
	fmt.Fprintf(&head, "GET %s HTTP/1.1\r\nHost: %s\r\n", u.RequestURI(), u.Host)
	for name, value := range r.headers {
		fmt.Fprintf(&head, "%s: %s\r\n", name, value)
	}
	head.WriteString("\r\n")
	every := time.Duration(connections) * time.Second / time.Duration(rate)
	var mu sync.Mutex
	var took []time.Duration
	var all calls
	var wrong error
	var callers sync.WaitGroup
	begin := time.Now().Add(100 * time.Millisecond)
	for i := range connections {
		callers.Go(func() {
			mine, failed, err := keepPace(ctx, u.Host, head.String(), begin.Add(every*time.Duration(i)/time.Duration(connections)), every, length)
			mu.Lock()
			defer mu.Unlock()
			took, all.failed = append(took, mine...), all.failed+failed
			if err != nil {
				wrong = err
			}
		})
	}
	callers.Wait()
	if wrong != nil || len(took) == 0 {
		return calls{}, wrong
	}
	slices.Sort(took)
	all.p50, all.p99 = took[len(took)/2], took[len(took)*99/100]
	return all, nil
}

// keepPace is one connection's part.
func keepPace(ctx context.Context, address, head string, next time.Time, every, length time.Duration) (took []time.Duration, failed int, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = conn.Close() }()
	answers := bufio.NewReader(conn)
	for end := next.Add(length); next.Before(end) && ctx.Err() == nil; next = next.Add(every) {
		left := next
		if wait := time.Until(next); wait > 0 {
			time.Sleep(wait)
			left = time.Now() // the timer's own lateness is nobody's
		}
		if _, err := io.WriteString(conn, head); err != nil {
			return nil, 0, err
		}
		response, err := http.ReadResponse(answers, nil)
		if err != nil {
			return nil, 0, err
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			failed++
		}
		took = append(took, time.Since(left))
	}
	return took, failed, nil
}
