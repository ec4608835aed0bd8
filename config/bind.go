package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

const (
	prefix = "STATION_"

	// testClock belongs to the clock, not to the settings: a binary built with the tag testclock obeys it and every
	// other one refuses to start, so it must pass here and must not be offered as a setting.
	testClock = "STATION_TEST_CLOCK"

	// annotation marks the flags that are settings, for a flag set may hold others.
	annotation = "variable"
)

// value is one setting bound to a flag set and to the Config it writes.
type value struct {
	setting
	config *Config
	text   string
}

// Set reads the value from text.
func (v *value) Set(text string) error {
	if err := v.parse(v.config, text); err != nil {
		return err
	}
	v.text = text
	return nil
}

// String gives the value as it was written, except a secret one.
func (v *value) String() string {
	if v.config != nil && v.secret {
		return v.config.Database.String()
	}
	return v.text
}

// Type gives the placeholder of the help line.
func (v *value) Type() string { return v.kind }

// fault says that a value given as name is wrong, without its text when that is a secret.
func (v *value) fault(name, text string) error {
	if v.secret {
		return fmt.Errorf("%s 的值无效：应为%s", name, v.form)
	}
	return fmt.Errorf("%s 的值“%s”无效：应为%s", name, text, v.form)
}

// Bind sets the defaults and registers every setting as a flag.
func (c *Config) Bind(flags *pflag.FlagSet) {
	for _, s := range settings() {
		bound := &value{setting: s, config: c}
		help := fmt.Sprintf("%s（环境变量 %s）", s.help, s.variable())
		if s.fallback != "" {
			if err := bound.Set(s.fallback); err != nil {
				panic("config: the default of " + s.flag + " is refused by its own rule: " + err.Error())
			}
			help = fmt.Sprintf("%s（环境变量 %s，默认 %s）", s.help, s.variable(), s.fallback)
		}
		flag := flags.VarPF(bound, s.flag, "", help)
		flag.DefValue = "" // or the flag library adds its English "(default …)"
		flag.Annotations = map[string][]string{annotation: {s.variable()}}
	}
}

// FromEnvironment sets every setting that the command line did not give from its variable, and refuses unknown STATION_ variables.
func FromEnvironment(flags *pflag.FlagSet, environ []string) error {
	known := map[string]*pflag.Flag{}
	flags.VisitAll(func(flag *pflag.Flag) {
		if names := flag.Annotations[annotation]; len(names) == 1 {
			known[names[0]] = flag
		}
	})
	for _, entry := range environ {
		name, text, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || name == testClock {
			continue
		}
		flag, ok := known[name]
		if !ok {
			return unknownVariable(name, known)
		}
		if flag.Changed {
			continue
		}
		// Not flags.Set: that would mark the flag as given on the command line.
		if err := flag.Value.Set(text); err != nil {
			return faultOf(flag, name, text)
		}
	}
	return nil
}

// FlagError puts a fault of the command line into Chinese and keeps secrets out of it.
func FlagError(err error) error {
	if fault, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return faultOf(fault.GetFlag(), "--"+fault.GetFlag().Name, fault.GetValue())
	}
	if fault, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return fmt.Errorf("没有这个参数：%s；station help 列出全部参数", dashed(fault.GetSpecifiedName()))
	}
	if fault, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Errorf("参数 %s 后面缺少值", dashed(fault.GetSpecifiedName()))
	}
	if fault, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return fmt.Errorf("参数写法有误：%s", fault.GetSpecifiedFlag())
	}
	return err
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func faultOf(flag *pflag.Flag, name, text string) error {
	if bound, ok := flag.Value.(*value); ok {
		return bound.fault(name, text)
	}
	return fmt.Errorf("%s 的值“%s”无效", name, text)
}

func unknownVariable(name string, known map[string]*pflag.Flag) error {
	nearest, best := "", len(name)
	for candidate := range known {
		d := distance(name, candidate)
		if d < best || d == best && candidate < nearest {
			nearest, best = candidate, d
		}
	}
	// Close enough to be a slip: at most three letters, and less than half of what follows the prefix.
	if best <= 3 && 2*best < len(name)-len(prefix) {
		return fmt.Errorf("没有名为 %s 的设置，是不是 %s？", name, nearest)
	}
	return fmt.Errorf("没有名为 %s 的设置，station help 列出全部设置；与本程序无关的变量请不要以 %s 开头", name, prefix)
}

// distance counts the letters to insert, drop or change to get from a to b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
