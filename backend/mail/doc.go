// Package mail renders messages from templates and hands them to a mail server. It decides nothing: who gets which mail,
// and when it is tried again, is for the rooms above. It owns no table.
package mail
