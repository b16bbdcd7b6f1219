.DEFAULT_GOAL := help
.PHONY: run sms test check format bench prove lock help

run: ## menjalankan LAPOR! di http://localhost:8000 (PORT, LAPOR_HOME, DATABASE_URL, LAPOR_DEMO=0)
	@bin/setup runtime
	@bin/pango || true
	@exec .venv/bin/lapor run --until-parent-ends

sms: ## mencoba SMS 1708 di satu mesin: mengetik sebagai telepon, lewat Kannel
	@bin/setup runtime
	@bin/kannel
	@bin/pango || true
	@exec .venv/bin/lapor sms-console --until-parent-ends

test: ## menjalankan semua yang dijalankan CI
	@bin/setup development
	@bin/chromium
	@bin/kannel
	@bin/pango
	@$(MAKE) --no-print-directory check
	@.venv/bin/lapor test-database -- bin/test

check: ## memeriksa bentuk, gaya, tipe, dan arah impor
	@bin/setup development
	@echo "Bentuk dan gaya…"
	@.venv/bin/ruff format --check
	@.venv/bin/ruff check
	@echo "Tipe…"
	@.venv/bin/mypy lapor
	@echo "Arah impor…"
	@.venv/bin/lint-imports

format: ## merapikan kode
	@bin/setup development
	@.venv/bin/ruff check --fix --quiet
	@.venv/bin/ruff format

bench: ## mengukur dan mencetak tabel (BENCH=life satu kelompok saja, ROWS= banyaknya laporan)
	@bin/setup development
	@BENCH="$(BENCH)" ROWS="$(ROWS)" .venv/bin/python -m bench

prove: ## bentuk panjang: uji acak yang lama, proses yang dimatikan paksa, latihan pemulihan
	@bin/setup development
	@bin/kannel
	@.venv/bin/lapor test-database -- env HYPOTHESIS_PROFILE=long .venv/bin/pytest -m "prove or hypothesis"

lock: ## mengunci ulang kedua daftar paket (memerlukan uv)
	@uv pip compile $(LOCK) requirements/runtime.in -o requirements/runtime.txt
	@uv pip compile $(LOCK) -c requirements/runtime.txt requirements/development.in -o requirements/development.txt

LOCK = --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock"

help: ## menampilkan daftar ini
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
