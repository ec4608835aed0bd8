"use strict";

(function () {
  const form = document.getElementById("form");
  const message = document.getElementById("message");
  const submit = document.getElementById("submit");
  const labels = { key: "设置密钥", name: "姓名", phone: "手机号", password: "密码" };

  // The key stays in the fragment: a browser sends that to no server, so it is in no log.
  const given = new URLSearchParams(window.location.hash.slice(1)).get("k");
  if (given) {
    form.elements.key.value = given;
    form.elements.name.focus();
  }

  function say(text, good) {
    message.textContent = text;
    message.classList.toggle("good", Boolean(good));
    message.hidden = false;
  }

  function explain(problem) {
    const lines = (problem.errors || []).map(function (fault) {
      return "· " + (labels[fault.field] || fault.field || "") + " " + fault.message;
    });
    if (lines.length > 0) {
      return problem.title + "：\n" + lines.join("\n");
    }
    return problem.detail || problem.title || "设置没有成功，请稍后再试。";
  }

  async function send(body) {
    const response = await fetch("/api/v1/setup", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json().catch(function () { return {}; });
    return { ok: response.ok, answer: answer };
  }

  function done() {
    form.hidden = true;
    form.reset();
    window.history.replaceState(null, "", window.location.pathname);
    say("设置完成。第一位管理员已创建，县级中心也已建好。\n现在可以用手机号和密码登录了。", true);
  }

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    const fields = form.elements;
    if (fields.password.value !== document.getElementById("again").value) {
      say("两次输入的密码不一样，请重新输入。");
      return;
    }
    submit.disabled = true;
    try {
      const result = await send({
        key: fields.key.value.trim(),
        name: fields.name.value.trim(),
        phone: fields.phone.value.trim(),
        password: fields.password.value,
      });
      if (result.ok) {
        done();
      } else {
        say(explain(result.answer));
      }
    } catch (failure) {
      say("连不上服务器，请确认程序还在运行，再试一次。");
    } finally {
      submit.disabled = false;
    }
  });
})();
