package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// serveUpstream answers every call with 1 KiB.
func serveUpstream(ctx context.Context, address string) error {
	body := bytes.Repeat([]byte("x"), 1024)
	server := &fasthttp.Server{Handler: func(ctx *fasthttp.RequestCtx) { ctx.SetBody(body) }, NoDefaultServerHeader: true}
	return run(ctx, server, address)
}

// run serves until the benchmark is over.
func run(ctx context.Context, server *fasthttp.Server, address string) error {
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe(address) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// serveBare is the least that a gateway of the same engine can do: a fresh outbound request, one MAC, the answer back.
func serveBare(ctx context.Context, address, upstream, token string) error {
	key := secret.RandomBytes(32)
	want := secret.MAC(key, secret.DomainToken, token)
	client := &fasthttp.HostClient{Addr: upstream, MaxConns: 1024, ReadTimeout: 30 * time.Second, NoDefaultUserAgentHeader: true, DisablePathNormalizing: true}
	server := &fasthttp.Server{NoDefaultServerHeader: true, Handler: func(ctx *fasthttp.RequestCtx) {
		given := bytes.TrimPrefix(ctx.Request.Header.Peek("Authorization"), []byte("Bearer "))
		if !secret.Equal(want, secret.MAC(key, secret.DomainToken, string(given))) {
			ctx.SetStatusCode(fasthttp.StatusUnauthorized)
			return
		}
		request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
		defer fasthttp.ReleaseRequest(request)
		defer fasthttp.ReleaseResponse(response)
		request.SetRequestURIBytes(ctx.Request.RequestURI())
		request.Header.SetHost(upstream)
		if err := client.Do(request, response); err != nil {
			ctx.SetStatusCode(fasthttp.StatusBadGateway)
			return
		}
		ctx.Response.SetStatusCode(response.StatusCode())
		ctx.Response.SwapBody(response.SwapBody(nil))
	}}
	return run(ctx, server, address)
}

// serveChecker is the least that a checker of tokens can do: parse, MAC, compare, answer.
func serveChecker(ctx context.Context, address, token string) error {
	key := secret.RandomBytes(32)
	want := secret.MAC(key, secret.DomainToken, token)
	server := &fasthttp.Server{NoDefaultServerHeader: true, Handler: func(ctx *fasthttp.RequestCtx) {
		given := bytes.TrimPrefix(ctx.Request.Header.Peek("Authorization"), []byte("Bearer "))
		parsed, ok := secret.Parse("gth", string(given))
		if !ok || !secret.Equal(want, secret.MAC(key, secret.DomainToken, parsed.Full)) {
			ctx.SetStatusCode(fasthttp.StatusUnauthorized)
		}
	}}
	return run(ctx, server, address)
}

// serveGate runs the gate with everything on. args: directory, upstream, gateway and internal address, file for the
// credentials.
func serveGate(ctx context.Context, args []string, tokens int) error {
	if len(args) != 5 {
		return errors.New("the gate needs five arguments")
	}
	lane.Spare()
	dir, upstream, gateway, internal, file := args[0], args[1], args[2], args[3], args[4]
	keys, err := secret.OpenKeys(dir)
	if err != nil {
		return err
	}
	quiet := slog.New(slog.DiscardHandler)
	recorded, err := usage.New(ctx, usage.Deps{Dir: dir, Logger: quiet})
	if err != nil {
		return err
	}
	recorded.Start()
	verifier, err := secret.Generate("gth", secret.Operator, rand.Reader)
	if err != nil {
		return err
	}
	service := enforce.New(enforce.Deps{
		Keys: keys, Logger: quiet, Recorder: recorded.Recorder, PublicURL: "http://localhost:8080", VerifyPerMinute: 1 << 32,
		UpstreamAllow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Verifier:      func(_ context.Context, token string) bool { return token == verifier.Full },
	})
	snapshot, token, err := portal(keys, upstream, tokens)
	if err != nil {
		return err
	}
	service.Use(snapshot)
	if err := os.WriteFile(file, []byte(token+" "+verifier.Full+"\n"), 0o600); err != nil {
		return err
	}
	return listen(ctx, service, recorded, gateway, internal)
}

func listen(ctx context.Context, service *enforce.Service, recorded *usage.Service, gateway, internal string) error {
	failed := make(chan error, 2)
	for address, serve := range map[string]func(net.Listener) error{gateway: service.ServeGateway, internal: service.ServeInternal} {
		ln, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		go func() { failed <- serve(ln) }()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(service.Shutdown(end), recorded.Stop(end))
}

// portal is a snapshot of many tokens, and one token that may call.
func portal(keys *secret.Keys, upstream string, tokens int) (*enforce.Snapshot, string, error) {
	_, pepper := keys.Pepper()
	b := enforce.NewBuilder(pepper)
	b.AddApp(&enforce.App{ID: "app_bench", Name: "Bench"})
	scopes := &enforce.Scopes{Names: []string{"museum:tickets:read", "museum:tickets:write"}}
	plan := &enforce.Plan{ID: "pln_bench", Name: "Bench", Quota: enforce.Quota{Requests: 1 << 50, Period: "month"},
		Limits: []enforce.Limit{{Name: "minute", Requests: 1 << 33, Window: time.Minute}}}
	version := &enforce.Version{ID: "ver_bench", Label: "1", Routes: enforce.NewRoutes([]*enforce.Operation{
		{ID: "listTickets", Method: "GET", Template: "/tickets", Scopes: []string{"museum:tickets:read"}},
		{ID: "getTicket", Method: "GET", Template: "/tickets/{id}", Scopes: []string{"museum:tickets:read"}},
	})}
	api := &enforce.API{ID: "api_bench", Slug: "museum", Current: version, Versions: []*enforce.Version{version}, Plans: map[string]*enforce.Plan{plan.ID: plan}}
	api.Upstreams[enforce.Live] = enforce.Upstream{Kind: "http", URL: upstream}
	b.AddAPI(api)
	b.AddGrant(&enforce.Grant{ID: "gnt_bench", AppID: "app_bench", APIID: api.ID, PlanID: plan.ID, Environment: enforce.Live, Active: true, Scopes: scopes})
	fence := &enforce.Fence{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8")}}
	full := ""
	for i := range max(tokens, 1) {
		made, err := secret.Generate("gth", secret.Live, rand.Reader)
		if err != nil {
			return nil, "", fmt.Errorf("make a token: %w", err)
		}
		if i == 0 {
			full = made.Full
		}
		b.AddToken(&enforce.Token{ID: "tok_" + made.ID, Name: "Bench", AppID: "app_bench", Environment: enforce.Live, Scopes: scopes, Fence: fence,
			ExpiresAt: 1 << 61, Current: enforce.Secret{MAC: secret.MAC(pepper, secret.DomainToken, made.Full), Key: &pepper, Generation: 1}})
	}
	return b.Snapshot(), full, nil
}
