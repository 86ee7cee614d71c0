package config

import "errors"

// Signing is what an operator can set about where the keys for access tokens are kept.
type Signing struct {
	PKCS11Module string `name:"pkcs11-module" help:"Library of a PKCS #11 device that keeps new signing keys; empty keeps them sealed in the database." type:"path"`
	PKCS11Token  string `name:"pkcs11-token" help:"Label of the token in the device."`
	PKCS11PIN    string `name:"pkcs11-pin" help:"Its user PIN." secret:""`
}

// checkSigning names what can't work.
func (c Config) checkSigning(bad func(name string, err error)) {
	switch {
	case c.PKCS11Module == "" && (c.PKCS11Token != "" || c.PKCS11PIN != ""):
		bad("pkcs11-token", errors.New("does nothing without pkcs11-module"))
	case c.PKCS11Module != "" && (c.PKCS11Token == "" || c.PKCS11PIN == ""):
		bad("pkcs11-module", errors.New("needs pkcs11-token and pkcs11-pin"))
	}
}
