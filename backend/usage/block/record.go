package block

// The columns of text.
const (
	Decision = iota
	Token
	App
	API
	Version
	Operation
	Method
	Route
	Code
	Network
	Agent
	Environment
	Door
	Histogram // of the latencies, where a record stands for many events
	texts
)

// The columns of numbers. Sequence tells events of the same microsecond apart.
const (
	At = iota
	Sequence
	Status
	Latency
	Upstream
	BytesIn
	BytesOut
	Count      // of the events that a record stands for; 0 where it is one
	Generation // of the secret; 0 where it isn't known, as in blocks of the first form
	numbers
)

// Record is one event, by column. Text is whatever the caller means by it, at most TextMax bytes each; numbers are not
// negative. The zero value is valid.
type Record struct {
	Text   [texts]string
	Number [numbers]int64
}

// TextMax bounds a text in bytes; longer ones are cut.
const TextMax = 4096

// RecordsMax is how many records a block may have, so that an index into a dictionary fits into two bytes.
const RecordsMax = 1 << 16
