package app

import (
	"context"
	"io"
	"log/slog"
	"regexp"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// lastWords is how long the end of a process waits for its log.
const lastWords = time.Second

// tokenShape finds anything that looks like one of our secrets, as the last line of defence (S-LOG-04).
var tokenShape = regexp.MustCompile(`\b(gth_(?:live|test|eph|cs|op)_[0-9A-Za-z]{16})_[0-9A-Za-z]{49}\b`)

// newLogger answers the structured log of a process. Whatever looks like a token is masked in it.
func newLogger(w io.Writer, s config.Settings) *slog.Logger {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	options := &slog.HandlerOptions{Level: levels[s.LogLevel], ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if text := a.Value.String(); tokenShape.MatchString(text) {
			a.Value = slog.StringValue(tokenShape.ReplaceAllString(text, "${1}_…"))
		}
		return a
	}}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// newSink answers a log that nobody waits for.
func newSink(w io.Writer, s config.Settings) (*slog.Logger, *jobs.Sink) {
	sink := jobs.NewSink(w)
	logger := newLogger(sink, s)
	sink.OnLost(func(lost uint64) {
		logger.Warn("lines of this log are missing here: they could not be written in time", "lines", lost)
	})
	return logger, sink
}

// closeSink lets the last lines of the log be written, unless that takes long.
func closeSink(ctx context.Context, s *jobs.Sink) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	_ = s.Close(ctx) // there is nowhere to say so
}
