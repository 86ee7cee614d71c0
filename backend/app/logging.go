package app

import (
	"io"
	"log/slog"
	"regexp"

	"github.com/gatehouse-dev/gatehouse/backend/config"
)

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
