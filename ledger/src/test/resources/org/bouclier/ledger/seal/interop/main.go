// Go's own HPKE (crypto/hpke, since Go 1.26) opens the stanzas that we write, and the header's code
// under the file key that it finds: then the file key is the right one.
//
// Usage: main.go SEED-IN-HEX FILE
// Prints the number of stanzas and the index of the one that opened.
package main

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	seed, err := hex.DecodeString(os.Args[1])
	check(err)
	file, err := os.ReadFile(os.Args[2])
	check(err)
	identity, err := hpke.MLKEM768X25519().NewPrivateKey(seed)
	check(err)

	end := bytes.Index(file, []byte("\n---")) + len("\n---")
	lines := strings.Split(string(file[:end]), "\n")
	mac, err := base64.RawStdEncoding.DecodeString(string(file[end+1 : end+1+43]))
	check(err)
	stanzas, opened := 0, -1
	for i := 1; i+1 < len(lines); i += 2 {
		words := strings.Fields(lines[i])
		if len(words) != 3 || words[0] != "->" || words[1] != "mlkem768x25519" {
			check(fmt.Errorf("not our stanza: %q", lines[i]))
		}
		enc, err := base64.RawStdEncoding.Strict().DecodeString(words[2])
		check(err)
		body, err := base64.RawStdEncoding.Strict().DecodeString(lines[i+1])
		check(err)
		key, err := hpke.Open(identity, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(),
			[]byte("age-encryption.org/mlkem768x25519"), append(enc, body...))
		if err == nil {
			macKey, err := hkdf.Key(sha256.New, key, nil, "header", 32)
			check(err)
			code := hmac.New(sha256.New, macKey)
			code.Write(file[:end])
			if !hmac.Equal(code.Sum(nil), mac) {
				check(fmt.Errorf("the header's code does not verify"))
			}
			opened = stanzas
		}
		stanzas++
	}
	fmt.Println(stanzas, opened)
}
