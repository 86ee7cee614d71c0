// Package webhooks tells other systems what happens, after the Standard Webhooks specification 1.0.0: developers for an app
// that they own or share, operators for the whole portal.
//
// Invariants: an event is written for each endpoint that chose it in the transaction of what it tells, so that none is lost
// and none tells of what was undone; one attempt at a time for a delivery, on whichever node, claimed in its row; a delivery
// keeps its webhook-id through every attempt and comes at least once; a dead endpoint holds nobody else up. An endpoint
// answers to the person who made it or resumed it last: when they may not have it any more it stops before the next attempt.
// A payload carries names, ids and times, never a secret; the secret that signs is kept sealed and shown once.
//
// Tables: webhook_endpoints, webhook_deliveries.
package webhooks
