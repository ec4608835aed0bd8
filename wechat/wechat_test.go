package wechat_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"practicestation/wechat"
)

func TestFakeIdentifiesByName(t *testing.T) {
	t.Parallel()
	fake := wechat.Client{Mode: wechat.Fake}
	longest := strings.Repeat("𠮷", 32)
	for _, name := range []string{"a", "王小明", "阿依古丽·买买提", "Li Wei", longest} {
		found, err := fake.Identify(t.Context(), "dev:"+name)
		if err != nil || found != (wechat.Identity{OpenID: "dev:" + name, Name: name}) {
			t.Errorf("dev:%s: got %+v, %v", name, found, err)
		}
	}
	for _, code := range []string{
		"", "dev", "dev:", "dev: ", "dev:小明 ", "dev: 小明", "DEV:小明", "小明", "dev：小明", "081abc",
		"dev:" + longest + "b", "dev:小\n明", "dev:小\u200b明", "dev:\xff", "dev:\x00",
	} {
		if found, err := fake.Identify(t.Context(), code); !errors.Is(err, wechat.ErrInvalidCode) {
			t.Errorf("%q: got %+v, %v", code, found, err)
		}
	}
}

func TestOffIdentifiesNobody(t *testing.T) {
	t.Parallel()
	if found, err := (wechat.Client{}).Identify(t.Context(), "dev:小明"); !errors.Is(err, wechat.ErrDisabled) {
		t.Errorf("got %+v, %v", found, err)
	}
}

func TestIdentifyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (wechat.Client{Mode: wechat.Fake}).Identify(ctx, "dev:小明"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
