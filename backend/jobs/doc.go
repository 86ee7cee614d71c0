// Package jobs runs work outside requests: durable jobs that are enqueued in the transaction of their cause and retried
// until they succeed, periodic work done by one elected process, and supervised background goroutines.
//
// A log is written beside requests as well: Sink takes its lines, and nobody waits for a disk or a pipe.
//
// Jobs are rows of River's tables (river_*), migrated by package store. A job runs at least once: after a crash it may run
// again, so a worker must tolerate that. Periodic work is a job as well, but it is not retried: its next turn comes anyway.
package jobs
