// Package notify tells people things: notices in the portal and mails.
//
// Both are written in the transaction of what they tell, so nobody hears of what did not happen and nothing that
// happened goes untold. A mail is a row first; a job sends it and then empties it, because it may carry a link that
// opens something. Where no mail server is configured, mails are kept for the operators to read and pass on, and a demo
// prints them on its console.
//
// A person chooses for each topic of notices whether they stand in the inbox and whether mail comes at once, in a digest or
// not at all; notices about security can't be silenced. The words of mails are shipped and may be edited; what an operator
// writes calls nothing and shows only what its mail was given (package mail).
//
// Tables: mails, notices, notice_choices, digests, mail_texts.
package notify
