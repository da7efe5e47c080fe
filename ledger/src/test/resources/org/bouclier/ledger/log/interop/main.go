// The reference implementation of tiled logs judges ours: golang.org/x/mod/sumdb, note and tlog.
//
// Usage: main.go DIRECTORY VKEY PROOFS
// PROOFS holds lines "inclusion INDEX SIZE HASH..." and "consistency SIZE1 SIZE2 HASH...".
// Prints "verified N", a new private key, its verifier key, and a note signed by it.
package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func refuse(format string, args ...interface{}) {
	check(fmt.Errorf(format, args...))
}

func hash(text string) (h tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	check(err)
	if copy(h[:], bytes) != tlog.HashSize {
		refuse("not a hash: %s", text)
	}
	return h
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = m[index]
	}
	return hashes, nil
}

// path is that of C2SP tlog-tiles, for fewer than 1000 tiles.
func path(level string, index, width int64) string {
	p := fmt.Sprintf("tile/%s/%03d", level, index)
	if width < 256 {
		p += fmt.Sprintf(".p/%d", width)
	}
	return p
}

func main() {
	dir := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	msg, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err)
	signed, err := note.Open(msg, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)

	var stored memory
	var records []tlog.Hash
	for first := int64(0); first < size; first += 256 {
		width := size - first
		if width > 256 {
			width = 256
		}
		bundle, err := os.ReadFile(filepath.Join(dir, path("entries", first/256, width)))
		check(err)
		tile, err := os.ReadFile(filepath.Join(dir, path("0", first/256, width)))
		check(err)
		for i := int64(0); i < width; i++ {
			length := int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			record := tlog.RecordHash(entry)
			if !bytes.Equal(record[:], tile[32*i:32*i+32]) {
				refuse("entry %d does not hash to its place in the tile", first+i)
			}
			records = append(records, record)
			hashes, err := tlog.StoredHashes(first+i, entry, stored)
			check(err)
			stored = append(stored, hashes...)
		}
		if len(bundle) != 0 {
			refuse("bytes left over after entry %d", first+width)
		}
	}
	root, err := tlog.TreeHash(size, stored)
	check(err)
	if root != hash(lines[2]) {
		refuse("another root: %v", root)
	}

	verified := 0
	file, err := os.Open(os.Args[3])
	check(err)
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		words := strings.Fields(scanner.Text())
		a, err := strconv.ParseInt(words[1], 10, 64)
		check(err)
		b, err := strconv.ParseInt(words[2], 10, 64)
		check(err)
		var path []tlog.Hash
		for _, word := range words[3:] {
			path = append(path, hash(word))
		}
		later, err := tlog.TreeHash(b, stored)
		check(err)
		if words[0] == "inclusion" {
			check(tlog.CheckRecord(tlog.RecordProof(path), b, later, a, records[a]))
		} else {
			earlier, err := tlog.TreeHash(a, stored)
			check(err)
			check(tlog.CheckTree(tlog.TreeProof(path), b, later, a, earlier))
		}
		verified++
	}
	check(scanner.Err())

	private, public, err := note.GenerateKey(rand.Reader, "go.example.org/log")
	check(err)
	signer, err := note.NewSigner(private)
	check(err)
	text, err := note.Sign(&note.Note{Text: signed.Text}, signer)
	check(err)
	fmt.Printf("verified %d\n%s\n%s\n%s", verified, private, public, text)
}
