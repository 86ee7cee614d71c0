//go:build !pkcs11

package keys

import "errors"

// ErrDevice says that this program can't use devices.
var ErrDevice = errors.New("this program was built without PKCS #11; build it with -tags pkcs11")

// OpenDevice returns no driver and ErrDevice.
func OpenDevice(DeviceOptions) (Driver, error) { return nil, ErrDevice }
