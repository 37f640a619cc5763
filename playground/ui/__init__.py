"""The Streamlit page: it mounts the stage, which does everything else over its own socket."""
