package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/digest"
)

// Carried is what the binary brings along.
type Carried struct {
	Version string
	// Web, Seed, Guides and Mail are the built pages, the sample catalogue, the shipped guides and the mail templates.
	Web, Seed, Guides, Mail fs.FS
	// Document is the description of the management API.
	Document []byte
}

// The exit codes of contract.md.
const (
	exitDone    = 0
	exitFailed  = 1
	exitMisused = 2
)

// errMisused marks a command line or a configuration that makes no sense.
var errMisused = errors.New("wrong usage or configuration")

// world is what a command works with.
type world struct {
	ctx     context.Context
	carried Carried
	stdout  io.Writer
	stderr  io.Writer
	// reload has the server read its certificates again.
	reload <-chan os.Signal
}

// commands is the command line; each field is one command.
type commands struct {
	File kong.ConfigFlag `name:"config" help:"File of settings in YAML." placeholder:"gatehouse.yaml" env:"GATEHOUSE_CONFIG"`

	Serve       serveCommand       `cmd:"" help:"Run the portal, the gateway and the internal doors."`
	Demo        demoCommand        `cmd:"" help:"Run with sample content, to look around."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the database to this version and stop."`
	Admin       adminCommand       `cmd:"" help:"Let administrators in."`
	Token       tokenCommand       `cmd:"" help:"Make operator tokens."`
	Keys        keysCommand        `cmd:"" help:"List and revoke the keys that sign access tokens."`
	Clock       clockCommand       `cmd:"" help:"Say that the machine's clock is right."`
	Audit       auditCommand       `cmd:"" help:"Check and export the audit log."`
	Backup      backupCommand      `cmd:"" help:"Write everything into one encrypted archive, beside a running server."`
	Restore     restoreCommand     `cmd:"" help:"Bring an installation back from a backup and its keys."`
	Scan        scanCommand        `cmd:"" help:"Find tokens in files, directories and the history of git repositories."`
	Doctor      doctorCommand      `cmd:"" help:"Name what is weak about the settings, the files and the store, which is brought to this version."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask a running server whether it is ready."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

// Main runs the command line and answers the exit code: 0 done, 1 refused or failed, 2 wrong usage or configuration.
// The error, if any, is one clear line for stderr.
func Main(args []string, carried Carried) (int, error) {
	if len(args) == 1 && args[0] == digest.Command {
		// Not a command of the command line: this process reads one document for the server that started it.
		return digest.Work(os.Stdin, os.Stdout, os.Stderr), nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return run(args, world{ctx: ctx, carried: carried, stdout: os.Stdout, stderr: os.Stderr})
}

func run(args []string, w world) (int, error) {
	var c commands
	exited := -1
	parser, err := kong.New(&c, kong.Name("gatehouse"), kong.Description("A developer portal and gateway in one binary."),
		kong.DefaultEnvars("GATEHOUSE"), kong.Resolvers(config.SecretFiles()), kong.Configuration(config.LoadFile, "gatehouse.yaml"),
		kong.Writers(w.stdout, w.stderr), kong.Exit(func(code int) { exited = code }), kong.UsageOnError(), kong.Bind(w))
	if err != nil {
		return exitMisused, fmt.Errorf("prepare the command line: %w", err)
	}
	command, err := parser.Parse(args)
	if exited >= 0 {
		return exited, nil
	}
	if err != nil {
		return exitMisused, err
	}
	if err := command.Run(); err != nil {
		if errors.Is(err, errMisused) {
			return exitMisused, err
		}
		return exitFailed, err
	}
	return exitDone, nil
}
