// Package notify tells people things: notices in the portal and mails.
//
// Both are written in the transaction of what they tell, so nobody hears of what did not happen and nothing that
// happened goes untold. A mail is a row first; a job sends it and then empties it, because it may carry a link that
// opens something. Where no mail server is configured, mails are kept for the operators to read and pass on, and a demo
// prints them on its console.
//
// Tables: mails, notices.
package notify
