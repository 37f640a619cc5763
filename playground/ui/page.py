"""The page that Streamlit runs: it mounts the stage, or takes over the one that is there already.

Streamlit reruns this script at will. It holds nothing that matters: the run owns the experiment,
and the stage speaks with it over a socket of its own.
"""

import streamlit as st

from playground.ui import host

# Streamlit's own frame is taken away: the stage fills the window and brings its own margins.
_FRAME = """
<style>
  header[data-testid="stHeader"], [data-testid="stDecoration"] { display: none; }
  [data-testid="stMainBlockContainer"] { padding: 0; max-width: none; }
  [data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] { gap: 0; }
  [data-testid="stMain"] { overflow-x: hidden; }
  [data-stale] { opacity: 1 !important; transition: none !important; }
</style>
"""

# A component's own module is a blob, which can import others by absolute address alone.
_LOADER = """
export default async function (component) {
  const url = new URL(component.data.web + "/bundle.js", location.origin).href;
  return (await import(url)).default(component);
}
"""

st.set_page_config(page_title="Neural-network playground", page_icon="🧠", layout="wide")
st.html(_FRAME)

_stage = st.components.v2.component("stage", js=_LOADER)
_stage(
    key="stage",
    data={
        "socket": f"{host.BASE}/np/stream",
        "base": f"{host.BASE}/np",
        "web": f"{host.BASE}/np/web/{host.WEB.version}",
    },
)
