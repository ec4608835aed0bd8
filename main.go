// Command station is practice-station, the scheduling service of a county's New Era Civilization Practice (新时代文明实践).
// Without a command it serves; station help lists the others and every setting.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"practicestation/models"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newProgram(os.Stdin, os.Stdout, os.Stderr, os.Getenv, os.Environ()).root().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, sentence(err))
		os.Exit(1)
	}
}

// sentence is what a person reads of an error: its Chinese sentence, and each fault on a line of its own.
func sentence(err error) string {
	var refused *models.Error
	if !errors.As(err, &refused) {
		return "错误：" + err.Error()
	}
	text := "错误：" + refused.Message
	for _, fault := range refused.Fields {
		text += "\n  " + fault.Field + "：" + fault.Message
	}
	return text
}
