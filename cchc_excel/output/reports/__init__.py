"""The reports of a check (xlsx, html, SARIF): one content, several looks."""
