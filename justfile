# A front door, never the only way in: each recipe is one line that works without just.
default: check

# What CI runs, and the checks that need tools of their own.
check:
    cargo fmt --check && cargo clippy --all-targets --locked -- -D warnings && cargo test --locked && cargo doc --no-deps --document-private-items && cargo deny check

test *args:
    cargo test --locked {{args}}

# Writes schemas/ and the snapshot of the store anew; read the difference before you commit it.
schemas:
    UPDATE_SCHEMAS=1 cargo test --locked --test schemas --test migrations; git --no-pager diff --stat schemas src/store/migrations

# The tasks of evals/ with their references, as the tests run them.
evals *args:
    cargo test --locked --test evals {{args}}

# Those whose name contains this, with what each wrong end was found out by.
eval filter:
    cargo test --locked --test evals --no-run && cargo run --locked -p deskhand-evals -- prove {{filter}}

# The tasks done by a model: `just eval-model --model NAME --endpoint URL --key-env VARIABLE [FILTER]`; evals/README.md.
[positional-arguments]
eval-model *args:
    cargo build --locked && cargo run --locked -p deskhand-evals -- run "$@"

# One of them by hand: `just eval-hand start TASK`, then `tools`, `call TOOL JSON`, `say TEXT`, `end`.
[positional-arguments]
eval-hand *args:
    cargo build --locked -q && cargo run --locked -q -p deskhand-evals -- by-hand "$@"

demo:
    cargo run --release --locked -- demo

# The side-by-side measurements of docs/performance.md.
bench *args:
    cargo bench --locked --bench side_by_side -- {{args}}

# The host beside the least that a server can be, its rate and its memory; releases of 500 pages.
bench-host:
    cargo bench --locked --bench host --bench release -- --check

# Kills in the middle of releases, and a bucket of moto (`pip install 'moto[server,s3]'`), which are slow.
check-releases:
    DESKHAND_KILLS=200 cargo test --locked --test durability -- releasing uploading && DESKHAND_TEST_S3=${DESKHAND_TEST_S3:-moto_server} cargo test --locked --test stories release_s3_real

# Mail to a real server, read back: `pip install aiosmtpd`.
check-mail:
    DESKHAND_TEST_SMTP=${DESKHAND_TEST_SMTP:-python3} cargo test --locked --test stories mail_real

# The rendered site, the console and the card of approvals in html-validate, axe-core and Lighthouse on headless Chromium, its data in a validator of schema.org; needs Node 20, npm and Chromium (`apt-get install chromium`). Pictures of the pages: `just check-site --shots FOLDER`.
check-site *args:
    cargo build --locked && mkdir -p target/check-site && cp -r tests/site/. target/check-site && npm ci --no-audit --no-fund --prefix target/check-site && node target/check-site/check.mjs {{args}} && node target/check-site/themes.mjs {{args}} && node target/check-site/console.mjs {{args}} && node target/check-site/decisions.mjs {{args}} && node target/check-site/card.mjs {{args}} && node target/check-site/forms.mjs {{args}} && node target/check-site/book.mjs {{args}} && node target/check-site/seo.mjs

# How much is found by words, and by words and meaning: 100 descriptions, 60 queries; docs/meaning.md. Downloads 110 MB of word vectors from npm; needs Node 20.
measure-meaning *args:
    cargo build --locked && mkdir -p target/measure-meaning && cp -r tests/meaning/. target/measure-meaning && npm install --no-audit --no-fund --no-package-lock --prefix target/measure-meaning && DESKHAND=target/debug/deskhand node target/measure-meaning/measure.mjs {{args}}

# How long 10,000 pictures take to be ranked by meaning, optimised.
measure-ranking:
    cargo test --release --locked --lib ten_thousand -- --ignored --nocapture

# The archive of a release for this machine, or for the target that is named, in dist/.
dist *args:
    packaging/dist.sh {{args}}

# Every package made of this machine's program, installed into clean folders, and started; needs Node 20 and npm.
check-packages:
    cargo build --release --locked && packaging/check.sh target/release/deskhand
