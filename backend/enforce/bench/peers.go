package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// rowNginx is what the others are compared with.
const rowNginx = "nginx proxy_pass, no check, no log"

// rows builds the table, and starts the peers that are installed.
func (b *bench) rows(ctx context.Context) []*row {
	bearer := map[string]string{"Authorization": "Bearer " + b.token}
	rows := []*row{{name: "upstream alone", url: "http://" + b.upstream + "/tickets"}}
	if address, err := b.nginx(ctx, "plain", nginxPlain(b.upstream)); err != nil {
		fmt.Fprintln(os.Stderr, "left out:", err)
	} else {
		rows = append(rows, &row{name: rowNginx, url: "http://" + address + "/tickets", pid: b.lastPID()})
		logged, err1 := b.nginx(ctx, "logged", "access_log "+b.dir+"/access.log;\n"+nginxPlain(b.upstream))
		checked, err2 := b.nginx(ctx, "checked", nginxChecked(b.upstream, b.internal, b.verifier))
		bare, err3 := b.nginx(ctx, "bare", nginxChecked(b.upstream, b.checker, b.verifier))
		if err1 == nil && err2 == nil && err3 == nil {
			rows = append(rows,
				&row{name: "nginx proxy_pass with access log", url: "http://" + logged + "/tickets"},
				&row{name: "nginx + auth_request, bare checker", url: "http://" + bare + "/tickets", headers: bearer},
				&row{name: "nginx + auth_request, our forward-auth", url: "http://" + checked + "/museum/tickets", headers: bearer})
		}
	}
	for _, peer := range []struct {
		row   *row
		start func() (string, error)
	}{
		{&row{name: "Caddy reverse_proxy, no check", url: "/tickets"}, func() (string, error) { return b.caddy(ctx, "plain", "") }},
		{&row{name: "Caddy forward_auth, our forward-auth", url: "/museum/tickets", headers: bearer}, func() (string, error) { return b.caddy(ctx, "checked", b.caddyCheck()) }},
		{&row{name: "HAProxy, no check", url: "/tickets"}, func() (string, error) { return b.haproxy(ctx) }},
	} {
		address, err := peer.start()
		if err != nil {
			fmt.Fprintln(os.Stderr, "left out:", err)
			continue
		}
		peer.row.url, peer.row.pid = "http://"+address+peer.row.url, b.lastPID()
		rows = append(rows, peer.row)
	}
	rows = append(rows,
		&row{name: "bare proxy of our engine (HMAC, nothing else)", url: "http://" + b.bare + "/tickets", headers: bearer, pid: b.barePID},
		&row{name: "Gatehouse gateway, everything on", url: "http://" + b.gateway + "/museum/tickets", headers: bearer, pid: b.gatePID},
		&row{name: "Gatehouse gateway, malformed token", url: "http://" + b.gateway + "/museum/tickets", headers: map[string]string{"Authorization": "Bearer " + b.token[:70]}, pid: b.gatePID},
		&row{name: "bare checker (HMAC, nothing else)", url: "http://" + b.checker + "/", headers: bearer, pid: b.checkerPID},
		&row{name: "bare checker, asked as forward-auth is", url: "http://" + b.checker + "/forward-auth", headers: b.forwarded(), pid: b.checkerPID},
		&row{name: "Gatehouse forward-auth", url: "http://" + b.internal + "/forward-auth", headers: b.forwarded(), pid: b.gatePID},
		&row{name: "bare checker, asked as verify is", url: "http://" + b.checker + "/v1/verify", headers: question(b.token), body: b.question(), pid: b.checkerPID},
		&row{name: "Gatehouse verify", url: "http://" + b.internal + "/v1/verify", headers: question(b.verifier), body: b.question(), pid: b.gatePID})
	return rows
}

// question are the headers of a call of the verify API.
func question(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json"}
}

func (b *bench) question() string {
	return `{"token":"` + b.token + `","api":"museum","method":"GET","path":"/tickets","clientAddress":"127.0.0.1"}`
}

func (b *bench) forwarded() map[string]string {
	return map[string]string{
		"Authorization": "Bearer " + b.token, "Gatehouse-Verifier": b.verifier, "X-Forwarded-Method": "GET",
		"X-Forwarded-Host": "api.example.com", "X-Forwarded-Uri": "/museum/tickets", "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1",
	}
}

// nginxPlain is the fastest honest configuration: keepalive to the upstream; without it nginx falls to a third.
func nginxPlain(upstream string) string {
	return `upstream app { server ` + upstream + `; keepalive 64; keepalive_requests 1000000; }
server { listen LISTEN reuseport; location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; } }`
}

func nginxChecked(upstream, checker, verifier string) string {
	return `upstream app { server ` + upstream + `; keepalive 64; keepalive_requests 1000000; }
upstream check { server ` + checker + `; keepalive 64; keepalive_requests 1000000; }
server { listen LISTEN reuseport;
 location / { auth_request /check; proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; }
 location = /check { internal; proxy_pass http://check/forward-auth?profile=nginx; proxy_http_version 1.1; proxy_set_header Connection "";
  proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_set_header Gatehouse-Verifier ` + verifier + `;
  proxy_set_header X-Forwarded-Method $request_method; proxy_set_header X-Forwarded-Host $http_host; proxy_set_header X-Forwarded-Uri $request_uri;
  proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-For $remote_addr; } }`
}

func (b *bench) nginx(ctx context.Context, name, servers string) (string, error) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		return "", fmt.Errorf("nginx is not installed: %w", err)
	}
	address := freeAddress()
	dir := filepath.Join(b.dir, "nginx-"+name)
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // nginx's workers run as another user
		return "", err
	}
	if !strings.HasPrefix(servers, "access_log") {
		servers = "access_log off;\n" + servers
	}
	config := "daemon off; worker_processes 2; error_log stderr error; pid " + dir + "/pid;\nevents { worker_connections 4096; }\nhttp {\n" +
		"client_body_temp_path " + dir + "/b; proxy_temp_path " + dir + "/p; fastcgi_temp_path " + dir + "/f; uwsgi_temp_path " + dir + "/u; scgi_temp_path " + dir + "/s;\n" +
		"keepalive_requests 10000000;\n" + strings.ReplaceAll(servers, "LISTEN", address) + "\n}\n"
	path := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		return "", err
	}
	if err := b.start(ctx, program, "-c", path, "-p", dir); err != nil {
		return "", err
	}
	return address, b.wait(ctx, address)
}

// caddyCheck asks our forward-auth before each call.
func (b *bench) caddyCheck() string {
	return " forward_auth " + b.internal + " {\n  uri /forward-auth\n  header_up Gatehouse-Verifier " + b.verifier + "\n }\n"
}

// caddy runs Caddy as a reverse proxy that does what check says first.
func (b *bench) caddy(ctx context.Context, name, check string) (string, error) {
	program, err := exec.LookPath("caddy")
	if err != nil {
		return "", fmt.Errorf("caddy is not installed: %w", err)
	}
	address := freeAddress()
	path := filepath.Join(b.dir, "Caddyfile-"+name)
	text := "{\n admin off\n auto_https off\n log {\n  level ERROR\n }\n}\nhttp://" + address + " {\n" + check + " reverse_proxy " + b.upstream + "\n}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", err
	}
	if err := b.start(ctx, program, "run", "--adapter", "caddyfile", "--config", path); err != nil {
		return "", err
	}
	return address, b.wait(ctx, address)
}

// haproxy runs HAProxy with two threads and connections that are kept on both sides.
func (b *bench) haproxy(ctx context.Context) (string, error) {
	program, err := exec.LookPath("haproxy")
	if err != nil {
		return "", fmt.Errorf("haproxy is not installed: %w", err)
	}
	address := freeAddress()
	path := filepath.Join(b.dir, "haproxy.cfg")
	text := `global
 nbthread 2
 maxconn 4096
defaults
 mode http
 timeout connect 5s
 timeout client 60s
 timeout server 60s
 option http-keep-alive
 http-reuse always
frontend f
 bind ` + address + `
 default_backend b
backend b
 server s ` + b.upstream + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", err
	}
	if err := b.start(ctx, program, "-db", "-f", path); err != nil {
		return "", err
	}
	return address, b.wait(ctx, address)
}
