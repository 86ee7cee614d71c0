package digest

import (
	"context"
	"fmt"
	"io"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// Command is the only argument of a process that is a worker.
const Command = "import-worker"

// Work is the life of a worker: it reads a source from in, closes every door behind itself, and writes the result to out.
// The answer is the exit code.
func Work(in io.Reader, out, complaints io.Writer) int {
	source, err := readSource(in)
	if err == nil {
		err = confine()
	}
	if err != nil {
		_, _ = fmt.Fprintln(complaints, "prepare the import:", err)
		return 1
	}
	source.Begin = func(stage document.Stage) { writeStage(out, stage) }
	result, err := InProcess{}.Digest(context.Background(), source)
	if err == nil {
		err = writeResult(out, result)
	}
	if err != nil {
		_, _ = fmt.Fprintln(complaints, "import:", err)
		return 1
	}
	return 0
}
