// Command outsider verifies one exported shard with code that others wrote: golang.org/x/mod/sumdb/note and tlog.
//
//	outsider <folder of the shard> <verifier key>
//
// It checks the signature of the checkpoint, every leaf from the entries, every tile, the root, and proofs of inclusion
// and consistency that it makes from the tiles.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	if len(os.Args) != 3 {
		fail("usage: outsider <folder of the shard> <verifier key>")
	}
	folder, key := os.Args[1], os.Args[2]
	tree := checkpoint(folder, key)
	stored := leaves(folder, tree.N)
	root, err := tlog.TreeHash(tree.N, stored)
	check(err, "root")
	if root != tree.Hash {
		fail("the root of the entries is not the one that is signed")
	}
	tiles(folder, tree.N, stored)
	proofs(folder, tree, stored)
	fmt.Printf("%d entries, root %v\n", tree.N, tree.Hash)
}

func checkpoint(folder, key string) tlog.Tree {
	verifier, err := note.NewVerifier(key)
	check(err, "verifier key")
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	check(err, "checkpoint")
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err, "signature")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		fail("the checkpoint is not one of " + verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := tlog.ParseHash(lines[2])
	check(err, "root")
	return tlog.Tree{N: size, Hash: root}
}

// memory holds hashes in the order of tlog.StoredHashIndex.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(m)) {
			return nil, fmt.Errorf("hash %d is not there", index)
		}
		found[i] = m[index]
	}
	return found, nil
}

// leaves hashes all entries.
func leaves(folder string, size int64) memory {
	var stored memory
	for first := int64(0); first < size; first += 256 {
		width := min(256, size-first)
		bundle, err := os.ReadFile(filepath.Join(folder, path("entries", first/256, width)))
		check(err, "entries")
		for position := first; position < first+width; position++ {
			if len(bundle) < 2 {
				fail(fmt.Sprintf("entry %d is not there", position))
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				fail(fmt.Sprintf("entry %d is cut off", position))
			}
			hashes, err := tlog.StoredHashes(position, bundle[2:2+length], stored)
			check(err, "hashes")
			stored = append(stored, hashes...)
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			fail("there is something after the last entry of a bundle")
		}
	}
	return stored
}

// tiles compares every tile with the hashes of the entries.
func tiles(folder string, size int64, stored memory) {
	reader := files{folder}
	for level, hashes := 0, size; hashes > 0; level, hashes = level+1, hashes>>height {
		for first := int64(0); first < hashes; first += 256 {
			tile := tlog.Tile{H: height, L: level, N: first / 256, W: int(min(256, hashes-first))}
			expected, err := tlog.ReadTileData(tile, stored)
			check(err, "tile")
			found, err := reader.ReadTiles([]tlog.Tile{tile})
			check(err, "tile")
			if !bytes.Equal(found[0], expected) {
				fail("tile " + tile.Path() + " is not that of the entries")
			}
		}
	}
}

func proofs(folder string, tree tlog.Tree, stored memory) {
	reader := tlog.TileHashReader(tree, files{folder})
	for _, position := range []int64{0, 1, 254, 255, 256, tree.N / 2, tree.N - 2, tree.N - 1} {
		if position < 0 || position >= tree.N {
			continue
		}
		proof, err := tlog.ProveRecord(tree.N, position, reader)
		check(err, "inclusion")
		leaf := stored[tlog.StoredHashIndex(0, position)]
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, position, leaf), "inclusion")
	}
	for _, earlier := range []int64{1, 2, 255, 256, 257, tree.N / 2, tree.N} {
		if earlier < 1 || earlier > tree.N {
			continue
		}
		root, err := tlog.TreeHash(earlier, stored)
		check(err, "earlier root")
		proof, err := tlog.ProveTree(tree.N, earlier, reader)
		check(err, "consistency")
		check(tlog.CheckTree(proof, tree.N, tree.Hash, earlier, root), "consistency")
	}
}

// files reads tiles from the folder.
type files struct{ folder string }

func (f files) Height() int { return height }

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(f.folder, path(strconv.Itoa(tile.L), tile.N, int64(tile.W))))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

// path is that of C2SP tlog-tiles.
func path(level string, number, width int64) string {
	text := fmt.Sprintf("%03d", number%1000)
	for number /= 1000; number > 0; number /= 1000 {
		text = fmt.Sprintf("x%03d/%s", number%1000, text)
	}
	if width < 256 {
		text = fmt.Sprintf("%s.p/%d", text, width)
	}
	return "tile/" + level + "/" + text
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func check(err error, what string) {
	if err != nil {
		fail(what + ": " + err.Error())
	}
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}
