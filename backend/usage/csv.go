package usage

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

var csvHeader = []string{
	"at", "environment", "door", "api", "operation", "method", "route", "status", "code", "latency_ms", "upstream_ms",
	"bytes_in", "bytes_out", "app", "token", "network", "agent", "decision",
}

// csvOf answers calls as comma-separated values with a header.
func csvOf(calls []Call) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(csvHeader); err != nil {
		return nil, err
	}
	for _, c := range calls {
		e := c.Event
		row := []string{
			time.UnixMicro(e.At).UTC().Format(time.RFC3339Nano), e.Environment, e.Door, c.APISlug, e.Operation, e.Method, e.Route,
			strconv.Itoa(e.Status), e.Code, milliseconds(e.LatencyUS), milliseconds(e.UpstreamUS), strconv.FormatInt(e.BytesIn, 10),
			strconv.FormatInt(e.BytesOut, 10), e.AppID, e.TokenID, e.Network, e.Agent, e.DecisionID,
		}
		for i := range row {
			row[i] = web.InertCell(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func milliseconds(us int64) string { return strconv.FormatFloat(float64(us)/1000, 'f', 3, 64) }
