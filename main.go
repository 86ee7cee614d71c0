// Command gatehouse is a self-hosted developer portal and the gateway that enforces its tokens, in one binary.
package main

import (
	"fmt"
	"os"

	"github.com/gatehouse-dev/gatehouse/backend/app"
	"github.com/gatehouse-dev/gatehouse/embed"
	"github.com/gatehouse-dev/gatehouse/openapi/portal"
)

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

func main() {
	code, err := app.Main(os.Args[1:], app.Carried{
		Version: version, Web: embed.Web(), Seed: embed.Seed(), Guides: embed.Guides(), Mail: embed.Mail(), Document: portal.Document(),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "gatehouse: "+err.Error())
	}
	os.Exit(code)
}
