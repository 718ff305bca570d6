"""The canvas: ruler, waveforms, regions and takes."""
