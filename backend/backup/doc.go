// Package backup writes everything that an installation holds into one encrypted archive, and brings it back.
//
// An archive is a tar of parts, compressed with zstd and encrypted with age. Its last part is the manifest: what was
// backed up, when, by which program, at which entry of the audit log, with the SHA-256 of every other part, and a MAC
// under a key of the installation. The archive never holds keys.json; that goes, when asked for, into a file of its own
// with a recipient or passphrase of its own. A restore needs both, which is how two people have to agree to it.
//
// What always holds: a backup is one instant of each database, taken while others write; a file under the name that was
// asked for is whole or the one that was there before; a restore writes nothing before everything is verified, and leaves
// the old installation or the new one, whole, whenever it is killed; what was ended since the backup stays ended, and
// where nobody can say what that is, every credential waits to be confirmed (decision 0044).
//
// Tables: backups.
package backup
