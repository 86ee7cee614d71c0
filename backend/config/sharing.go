package config

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Sharing is what an operator can set about several nodes that count rate limits together.
type Sharing struct {
	Redis        string        `help:"redis://… or rediss://… of the Redis or Valkey in which several nodes count rate limits together; empty counts in this process." secret:""`
	RedisTimeout time.Duration `name:"redis-timeout" help:"How long one question to it may take before this node counts alone." default:"5ms"`
	RedisCA      string        `name:"redis-ca" help:"Authorities in PEM to trust for a rediss:// that is private." type:"path"`
}

const (
	redisTimeoutMin = time.Millisecond
	redisTimeoutMax = time.Second
)

// checkSharing names what can't work. Its sentences never repeat the address, which may hold a password.
func (c Config) checkSharing(bad func(name string, err error)) {
	if c.Redis == "" {
		if c.RedisCA != "" {
			bad("redis-ca", errors.New("does nothing without redis"))
		}
		return
	}
	bad("redis", checkRedis(c.Redis))
	if c.RedisCA != "" && !strings.HasPrefix(c.Redis, "rediss://") {
		bad("redis-ca", errors.New("does nothing without rediss://"))
	}
	if c.RedisTimeout < redisTimeoutMin || c.RedisTimeout > redisTimeoutMax {
		bad("redis-timeout", errors.New("must be 1ms to 1s: every call waits so long when the server hangs"))
	}
}

func checkRedis(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "redis" && u.Scheme != "rediss" || u.Hostname() == "" || u.Fragment != "" {
		return errors.New("must be an address such as redis://valkey.internal:6379 or rediss://user:password@valkey.internal:6380/0")
	}
	if number := strings.Trim(u.Path, "/"); number != "" {
		if n, err := strconv.Atoi(number); err != nil || n < 0 {
			return errors.New("what follows the host is the number of a database, such as /0")
		}
	}
	for name := range u.Query() {
		if name != "addr" {
			return errors.New("takes no parameter but addr, which names another member of a cluster")
		}
	}
	if len(u.Query()["addr"]) > 0 && strings.Trim(u.Path, "/0") != "" {
		return errors.New("a cluster has no database but 0")
	}
	return nil
}
