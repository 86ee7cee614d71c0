// Package envoy holds deploy/envoy.yaml against Envoy's own types: every field exists, lies in its bounds and isn't deprecated.
// It is a module of its own, so that nothing of them comes near the product.
package envoy

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	bootstrap "github.com/envoyproxy/go-control-plane/envoy/config/bootstrap/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	manager "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/known/anypb"
)

// read answers the example after changes to its text.
func read(t *testing.T, changes ...string) (*bootstrap.Bootstrap, error) {
	t.Helper()
	text, err := os.ReadFile("../../deploy/envoy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(changes...).Replace(string(text))
	if len(changes) > 0 && changed == string(text) {
		t.Fatal("nothing was changed")
	}
	var tree map[string]any
	if err := yaml.Unmarshal([]byte(changed), &tree); err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	whole := &bootstrap.Bootstrap{}
	if err := protojson.Unmarshal(document, whole); err != nil {
		return nil, err
	}
	return whole, every(whole, func(m proto.Message) error {
		if v, ok := m.(interface{ ValidateAll() error }); ok {
			return v.ValidateAll()
		}
		return nil
	})
}

// every looks at a message and at all that are packed in it.
func every(m proto.Message, look func(proto.Message) error) error {
	if err := look(m); err != nil {
		return err
	}
	return protorange.Range(m.ProtoReflect(), func(v protopath.Values) error {
		value, ok := v.Index(-1).Value.Interface().(protoreflect.Message)
		if !ok {
			return nil
		}
		packed, ok := value.Interface().(*anypb.Any)
		if !ok {
			return nil
		}
		inner, err := packed.UnmarshalNew()
		if err != nil {
			return err
		}
		return every(inner, look)
	})
}

func TestEnvoyTakesTheExample(t *testing.T) {
	if _, err := read(t); err != nil {
		t.Fatal(err)
	}
}

func TestWhatEnvoyWouldNotTakeIsNoticed(t *testing.T) {
	for name, change := range map[string][2]string{
		"a field that it doesn't have": {"use_remote_address:", "use_remote_addresses:"},
		"a value that it doesn't have": {"TLSv1_2", "TLSv1_9"},
		"a value out of bounds":        {"port_value: 8081", "port_value: 99999"},
		"a duration that is none":      {"connect_timeout: 3s", "connect_timeout: soon"},
	} {
		if _, err := read(t, change[0], change[1]); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestTheExampleUsesNothingDeprecated(t *testing.T) {
	whole, err := read(t)
	if err != nil {
		t.Fatal(err)
	}
	_ = every(whole, func(m proto.Message) error {
		return protorange.Range(m.ProtoReflect(), func(v protopath.Values) error {
			step := v.Index(-1).Step
			if step.Kind() != protopath.FieldAccessStep {
				return nil
			}
			if o, ok := step.FieldDescriptor().Options().(*descriptorpb.FieldOptions); ok && o.GetDeprecated() {
				t.Errorf("%s is deprecated", step.FieldDescriptor().FullName())
			}
			return nil
		})
	})
}

// TestWhatTheGateReliesOnIsSet: the caller's address comes from the connection, and odd names and paths never reach the gateway
// in another form than they were sent in.
func TestWhatTheGateReliesOnIsSet(t *testing.T) {
	whole, err := read(t)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	_ = every(whole, func(m proto.Message) error {
		h, ok := m.(*manager.HttpConnectionManager)
		if !ok || h.GetStatPrefix() != "secure" {
			return nil
		}
		found++
		if !h.GetUseRemoteAddress().GetValue() || h.GetXffNumTrustedHops() != 0 {
			t.Error("callers may say where they call from")
		}
		if h.GetCommonHttpProtocolOptions().GetHeadersWithUnderscoresAction() != core.HttpProtocolOptions_REJECT_REQUEST {
			t.Error("names with underscores pass")
		}
		if h.GetNormalizePath().GetValue() || h.GetMergeSlashes() || h.GetPathWithEscapedSlashesAction() != manager.HttpConnectionManager_REJECT_REQUEST {
			t.Error("paths are repaired on the way")
		}
		for _, host := range h.GetRouteConfig().GetVirtualHosts() {
			for _, route := range host.GetRoutes() {
				if host.GetRetryPolicy() != nil || route.GetRoute().GetRetryPolicy() != nil {
					t.Error("calls are sent twice")
				}
			}
		}
		return nil
	})
	if found != 1 {
		t.Fatalf("%d listeners for the gateway", found)
	}
}
