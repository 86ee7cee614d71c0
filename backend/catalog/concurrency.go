package catalog

import "github.com/gatehouse-dev/gatehouse/backend/fault"

// Concurrency is how many calls of an API each node of the gateway works on at once. 0 leaves it to the installation, whose
// bounds hold anyway: an API can only set less.
type Concurrency struct {
	Calls       int `json:"calls" validate:"min=0,max=1000000" example:"200"`      // of everybody; 0 = the installation's bound
	CallsPerApp int `json:"callsPerApp" validate:"min=0,max=1000000" example:"20"` // of one app; 0 = the installation's bound
} //@name Concurrency

// ConcurrencyView is an API's bounds beside those of the installation.
type ConcurrencyView struct {
	Calls          int `json:"calls" example:"200"`
	CallsPerApp    int `json:"callsPerApp" example:"20"`
	CallsMax       int `json:"callsMax" example:"1024"`      // of one API
	CallsPerAppMax int `json:"callsPerAppMax" example:"256"` // of one app, at all APIs together
} //@name ConcurrencyBounds

// check refuses a bound for each app that the bound for all makes pointless. It returns fault.ErrInvalid.
func (c Concurrency) check() error {
	if c.Calls == 0 || c.CallsPerApp <= c.Calls {
		return nil
	}
	return invalid([]fault.Field{fault.Bad("/callsPerApp", "Must not be more than may be in work for all apps together.")})
}
