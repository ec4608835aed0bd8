package hours

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// crowd (名单) is whom a row of a rollup counts, or which activities: ids, each with how often. Kept as who they are and not as
// how many, crowds of several rows can be put together and everybody counted once.
type crowd map[int64]int64

func (c crowd) isEmpty() bool {
	for _, times := range c {
		if times != 0 {
			return false
		}
	}
	return true
}

func (c crowd) add(other crowd) {
	for id, times := range other {
		c[id] += times
	}
}

// encode writes a crowd in one way only, so that equal ones are equal bytes: in the order of the ids, each as the distance from the
// one before and how often. Ids of the people of one place lie close together, which makes three bytes of most of them.
func (c crowd) encode() []byte {
	text, last := []byte{}, int64(0)
	for _, id := range slices.Sorted(maps.Keys(c)) {
		if c[id] == 0 {
			continue
		}
		text = binary.AppendVarint(binary.AppendVarint(text, id-last), c[id])
		last = id
	}
	return text
}

// inCrowd gives the ids of an encoded crowd, in order, with how often. Bytes that are no
// crowd end it, and count nowhere.
func inCrowd(text []byte) iter.Seq2[int64, int64] {
	return func(yield func(int64, int64) bool) {
		for id := int64(0); len(text) > 0; {
			distance, width := binary.Varint(text)
			if width <= 0 {
				return
			}
			times, more := binary.Varint(text[width:])
			text, id = text[width+max(more, 0):], id+distance
			if more <= 0 || id <= 0 || !yield(id, times) {
				return
			}
		}
	}
}

// isExact reports whether these are the bytes that encode writes, and nothing behind them.
func isExact(text []byte) bool {
	exact, last := []byte{}, int64(0)
	for id, times := range inCrowd(text) {
		if id <= last || times == 0 {
			return false
		}
		exact = binary.AppendVarint(binary.AppendVarint(exact, id-last), times)
		last = id
	}
	return bytes.Equal(exact, text)
}

// beyond gives who is counted here more often than there, and by how much.
func (c crowd) beyond(other crowd) crowd {
	more := crowd{}
	more.add(c)
	for id, times := range other {
		more[id] -= times
	}
	maps.DeleteFunc(more, func(_, times int64) bool { return times <= 0 })
	return more
}

// inWords lists the first of a crowd, with how often where that is not once.
func (c crowd) inWords() string {
	var words []string
	for _, id := range slices.Sorted(maps.Keys(c)) {
		switch times := c[id]; {
		case times == 0:
			continue
		case len(words) == shownOfCrowd:
			return strings.Join(words, "、") + "……"
		case times == 1:
			words = append(words, strconv.FormatInt(id, 10))
		default:
			words = append(words, fmt.Sprintf("%d（%d 次）", id, times))
		}
	}
	if len(words) == 0 {
		return "无"
	}
	return strings.Join(words, "、")
}

// shownOfCrowd is how many of a crowd are listed in a message.
const shownOfCrowd = 5

func decode(text []byte) crowd { return maps.Collect(inCrowd(text)) }

// distinct counts ids, each once, however many crowds they are in. It holds a bit for each id, in pages, as ids lie close together.
type distinct struct {
	pages map[int64]*idPage
	last  *idPage
	at    int64 // of the last page
}

// pageBits is how many ids a page stands for.
const pageBits = 4096

type idPage [pageBits / bits.UintSize]uint

func (d *distinct) add(id int64) {
	at := id / pageBits
	if d.last == nil || d.at != at {
		if d.pages == nil {
			d.pages = map[int64]*idPage{}
		}
		if d.pages[at] == nil {
			d.pages[at] = new(idPage)
		}
		d.last, d.at = d.pages[at], at
	}
	place := uint(id % pageBits) //nolint:gosec // ids are positive
	d.last[place/bits.UintSize] |= 1 << (place % bits.UintSize)
}

func (d *distinct) count() (total int64) {
	for _, page := range d.pages {
		for _, word := range page {
			total += int64(bits.OnesCount(word))
		}
	}
	return total
}
