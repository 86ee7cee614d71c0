package usage

import "github.com/gatehouse-dev/gatehouse/backend/usage/block"

// idBits is how many low bits of a call's id are a sequence; the rest is its time in microseconds.
const (
	idBits       = 10
	sequenceMask = 1<<idBits - 1
)

func callID(us, sequence int64) int64 { return us<<idBits | sequence&sequenceMask }

// toRecord writes an event as the columns of a block.
func toRecord(e *Event, sequence int64, r *block.Record) {
	r.Text = [...]string{
		block.Decision: e.DecisionID, block.Token: e.TokenID, block.App: e.AppID, block.API: e.APIID,
		block.Version: e.VersionID, block.Operation: e.Operation, block.Method: e.Method, block.Route: e.Route,
		block.Code: e.Code, block.Network: e.Network, block.Agent: e.Agent, block.Environment: e.Environment, block.Door: e.Door, block.Histogram: "",
	}
	r.Number = [...]int64{
		block.At: e.At, block.Sequence: sequence & sequenceMask, block.Status: int64(e.Status), block.Latency: e.LatencyUS,
		block.Upstream: e.UpstreamUS, block.BytesIn: e.BytesIn, block.BytesOut: e.BytesOut, block.Count: 0, block.Generation: e.Generation,
	}
}

// fromRecord is the event that toRecord wrote.
func fromRecord(r *block.Record) Event {
	return Event{
		At: r.Number[block.At], DecisionID: r.Text[block.Decision], TokenID: r.Text[block.Token], AppID: r.Text[block.App],
		APIID: r.Text[block.API], VersionID: r.Text[block.Version], Operation: r.Text[block.Operation],
		Method: r.Text[block.Method], Route: r.Text[block.Route], Status: int(r.Number[block.Status]), Code: r.Text[block.Code],
		LatencyUS: r.Number[block.Latency], UpstreamUS: r.Number[block.Upstream], BytesIn: r.Number[block.BytesIn],
		BytesOut: r.Number[block.BytesOut], Network: r.Text[block.Network], Agent: r.Text[block.Agent],
		Environment: r.Text[block.Environment], Door: r.Text[block.Door],
		Generation: r.Number[block.Generation],
	}
}

// recordID is the id of the call that a record is.
func recordID(r *block.Record) int64 { return callID(r.Number[block.At], r.Number[block.Sequence]) }
