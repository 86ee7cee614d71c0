// Package checklist tells the people of an app what would make it safer.
//
// Every point is decided from what is true of the app's living tokens, so a point ticks itself, and unticks itself when that
// changes. Only where the secrets live can't be seen from here; that one point is what somebody said, with who and when.
//
// Table: app_secret_places.
package checklist
