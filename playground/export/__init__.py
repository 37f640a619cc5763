"""What a person takes along: experiments and weights as files, the run as a program of its own."""
